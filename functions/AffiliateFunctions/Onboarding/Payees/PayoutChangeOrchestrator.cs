using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Payees.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>
/// A change of payout details that a partner has entered: the partner is asked to confirm it, and it ends with the
/// decision or with its expiry.
/// </summary>
public static class PayoutChangeOrchestrator
{
    private const string DecidedEvent = "decided";

    /// <inheritdoc cref="PayoutChangeOrchestrator"/>
    [Function(nameof(PayoutChangeOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<PayoutChangeKey>()
            ?? throw new InvalidOperationException("A change of payout details needs its partner.");
        await context.ReportFailureAsync(
            key.Program,
            async () =>
            {
                var decided = context.WaitForExternalEvent<string>(DecidedEvent);
                await context.CallActivityAsync(nameof(MailPayoutChangeRequest), key, Retries.OfTransientFaults);
                var isDecided = await context.WaitUntilAsync(decided, key.ExpiresAt);
                await context.CallActivityAsync(
                    nameof(ClosePayoutChange),
                    new ClosePayoutChange.Input(key, HasExpired: !isDecided),
                    Retries.OfTransientFaults
                );
            }
        );
    }

    /// <summary>Starts the orchestration of a change, unless it was started before.</summary>
    internal static Task StartPayoutChangeAsync(
        this DurableTaskClient orchestrations,
        Partner partner,
        PayoutChange change,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PayoutChangeOrchestrator),
            InstanceIdOf(partner, change),
            new PayoutChangeKey(partner.Program, partner.Id, change.Id, change.ExpiresAt),
            cancellationToken
        );

    /// <summary>Reports the decision to the orchestration of the change.</summary>
    internal static Task ReportPayoutChangeAsync(
        this DurableTaskClient orchestrations,
        Partner partner,
        PayoutChange change,
        CancellationToken cancellationToken
    ) =>
        orchestrations.ReportEventAsync(
            InstanceIdOf(partner, change),
            DecidedEvent,
            nameof(PayoutChangeService),
            cancellationToken
        );

    private static string InstanceIdOf(Partner partner, PayoutChange change) =>
        $"payout-change-{partner.Program}-{partner.Id}-{change.Id}";
}

/// <summary>A change of payout details that waits for its confirmation.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Change">The id of the change.</param>
/// <param name="ExpiresAt">Until when the change can be confirmed.</param>
public sealed record PayoutChangeKey(ProgramSlug Program, PartnerId Partner, string Change, DateTimeOffset ExpiresAt);
