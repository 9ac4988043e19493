using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>
/// Asks about held commissions every hour: completes decisions that were interrupted, reminds of open batches, and asks
/// once a day about what is newly held. Each step is stored, so an interrupted run is continued by the next one.
/// </summary>
public sealed class AskAboutHeldCommissions(
    IPrograms programs,
    HeldCommissionRequests requests,
    HeldCommissionDecisions decisions,
    ILogger<AskAboutHeldCommissions> logger
)
{
    /// <inheritdoc cref="AskAboutHeldCommissions"/>
    [Function(nameof(AskAboutHeldCommissions))]
    public Task RunAsync([TimerTrigger("0 30 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Charter is not null && program.Stage != ProgramStage.Draft)
            .ForEachIsolatedAsync(
                program => $"the held commissions of {program.Slug}",
                program => AskAsync(program, cancellationToken),
                logger,
                cancellationToken
            );

    private async Task AskAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        await decisions.ResumeAsync(program.Slug, cancellationToken);
        await requests.AskDailyAsync(program, cancellationToken);
        await requests.RemindAsync(program, cancellationToken);
    }
}
