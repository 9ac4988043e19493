using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Informs a program's owner by e-mail that an orchestration failed, once a day at most.</summary>
public sealed partial class FailureAlerts(
    FailedOrchestrationStore store,
    IPrograms programs,
    EmailSender post,
    IOptions<SiteOptions> site,
    TimeProvider clock,
    ILogger<FailureAlerts> logger
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    /// <summary>
    /// Sends the e-mail, unless one was sent within the last day. When the e-mail provider is unavailable, the hourly
    /// check sends it later.
    /// </summary>
    public async Task SendAsync(FailedOrchestration failed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (
            now - failed.MailedAt < Pause
            || await programs.FindAsync(failed.Program, cancellationToken) is not { Charter.Owner: { } owner } program
        )
        {
            return;
        }

        try
        {
            var key = $"orchestration:{failed.InstanceId}:failed:{failed.FailedAt:O}";
            await post.SendAsync(key, owner.Email, MailOf(failed, program, owner), cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.Passes(fault) && !cancellationToken.IsCancellationRequested)
        {
            NotSent(logger, failed.InstanceId, fault);
            return;
        }

        await store.PutAsync(failed with { MailedAt = now }, cancellationToken);
    }

    private EmailMessage MailOf(FailedOrchestration failed, AffiliateProgram program, Person owner) =>
        new()
        {
            Kind = EmailKind.ProcessFailed,
            Subject = $"A process of {program.Name} has stopped",
            Brand = program.Brand(),
            Recipient = owner.Name,
            Paragraphs =
            [
                "A process of the program failed, and all its retries failed too. The work that it had done is kept.",
                $"Fix the cause, then restart the process: send POST {RestartAddress(failed)} with the function key.",
            ],
            Facts =
            [
                new Fact("Process", failed.InstanceId),
                new Fact("Stopped at", DisplayFormat.Time(failed.FailedAt)),
                new Fact("Reason", failed.Reason),
            ],
        };

    private string RestartAddress(FailedOrchestration failed) =>
        site.Value.Address($"/api/programs/{failed.Program}/orchestrations/{failed.InstanceId}/restart");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert about {Instance} was not sent; it is sent later")]
    private static partial void NotSent(ILogger logger, string instance, Exception fault);
}
