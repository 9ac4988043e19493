using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Informs a partner and finance of payout details that the bank reports as wrong. The e-mails are sent by an
/// orchestration, so that an import does not depend on them.
/// </summary>
public static class PayeeNoticeOrchestrator
{
    /// <inheritdoc cref="PayeeNoticeOrchestrator"/>
    [Function(nameof(PayeeNoticeOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var notice =
            context.GetInput<PayeeNotice>() ?? throw new InvalidOperationException("A notice needs its partner.");
        await context.ReportFailureAsync(
            notice.Program,
            async () =>
            {
                await context.CallActivityAsync(nameof(MailPayeeNotice), notice, Retries.OfTransientFaults);
                return true;
            }
        );
    }

    /// <summary>Starts the orchestration of a notice, unless it was started before.</summary>
    internal static Task StartPayeeNoticeAsync(
        this DurableTaskClient orchestrations,
        PayeeNotice notice,
        int attempt,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PayeeNoticeOrchestrator),
            $"notice-{notice.Program}-{notice.Period}-{attempt + 1}-{notice.Partner}-{notice.Code}",
            notice,
            cancellationToken
        );
}

/// <summary>
/// What a bank reports on the payout details of a partner whose payment was made. It contains no personal data.
/// </summary>
/// <param name="Program">The program.</param>
/// <param name="Period">The period of the cycle.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Code">The reason code of the bank, or null.</param>
/// <param name="Reason">The reason in words, or null.</param>
public sealed record PayeeNotice(ProgramSlug Program, Period Period, PartnerId Partner, string? Code, string? Reason);
