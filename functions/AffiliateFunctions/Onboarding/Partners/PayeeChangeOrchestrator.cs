using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Partners.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Acts on a change of a partner's payout details: withdraws approvals that the change has made outdated, and informs
/// the partner.
/// </summary>
public static class PayeeChangeOrchestrator
{
    /// <inheritdoc cref="PayeeChangeOrchestrator"/>
    [Function(nameof(PayeeChangeOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var change =
            context.GetInput<PayeeChange>() ?? throw new InvalidOperationException("A change needs its partner.");
        await context.ReportFailureAsync(
            change.Program,
            async () =>
            {
                await context.CallActivityAsync(nameof(ReportPayeeChange), change, Retries.OfTransientFaults);
                await context.CallActivityAsync(nameof(MailPayoutChange), change, Retries.OfTransientFaults);
            }
        );
    }

    /// <summary>Starts the orchestration of a change, unless it was started before.</summary>
    internal static Task StartPayeeChangeAsync(
        this DurableTaskClient orchestrations,
        PayeeChange change,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(PayeeChangeOrchestrator),
            $"payee-{change.Program}-{change.Partner}-{change.At.UtcTicks}",
            change,
            cancellationToken
        );
}

/// <summary>A change of a partner that concerns its payouts.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the change was made.</param>
public sealed record PayeeChange(ProgramSlug Program, PartnerId Partner, DateTimeOffset At);
