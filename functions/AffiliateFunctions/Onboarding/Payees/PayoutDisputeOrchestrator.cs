using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Payees.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Reports a confirmed change of payout details that the partner has not asked for.</summary>
public static class PayoutDisputeOrchestrator
{
    /// <inheritdoc cref="PayoutDisputeOrchestrator"/>
    [Function(nameof(PayoutDisputeOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var dispute =
            context.GetInput<PayoutDispute>() ?? throw new InvalidOperationException("A dispute needs its partner.");
        await context.ReportFailureAsync(
            dispute.Program,
            async () =>
            {
                await context.CallActivityAsync(nameof(ReportPayoutDispute), dispute, Retries.OfTransientFaults);
            }
        );
    }

    /// <summary>Starts the report of a change, unless it was started before.</summary>
    internal static Task StartPayoutDisputeAsync(
        this DurableTaskClient orchestrations,
        PayoutDispute dispute,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PayoutDisputeOrchestrator),
            $"payout-dispute-{dispute.Program}-{dispute.Partner}-{dispute.Change}",
            dispute,
            cancellationToken
        );
}

/// <summary>A confirmed change of payout details that the partner has not asked for.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Change">The id of the change.</param>
/// <param name="At">When the partner has reported it.</param>
public sealed record PayoutDispute(ProgramSlug Program, PartnerId Partner, string Change, DateTimeOffset At);
