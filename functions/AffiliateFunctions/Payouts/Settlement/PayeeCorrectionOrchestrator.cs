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
public static class PayeeCorrectionOrchestrator
{
    /// <inheritdoc cref="PayeeCorrectionOrchestrator"/>
    [Function(nameof(PayeeCorrectionOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var correction =
            context.GetInput<PayeeCorrection>()
            ?? throw new InvalidOperationException("A correction needs its partner.");
        await context.ReportFailureAsync(
            correction.Program,
            async () =>
            {
                await context.CallActivityAsync(nameof(MailPayeeCorrection), correction, Retries.OfTransientFaults);
                return true;
            }
        );
    }

    /// <summary>Starts the orchestration of a correction, unless it was started before.</summary>
    internal static Task StartPayeeCorrectionAsync(
        this DurableTaskClient orchestrations,
        PayeeCorrection correction,
        int attempt,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PayeeCorrectionOrchestrator),
            $"correction-{correction.Program}-{correction.Period}-{attempt + 1}-{correction.Partner}-{correction.Code}",
            correction,
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
public sealed record PayeeCorrection(
    ProgramSlug Program,
    Period Period,
    PartnerId Partner,
    string? Code,
    string? Reason
);
