using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Payees.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Onboarding.Payees;

/// <summary>Sends a partner the link for its payout details.</summary>
public static class PayoutDetailsRequestOrchestrator
{
    /// <inheritdoc cref="PayoutDetailsRequestOrchestrator"/>
    [Function(nameof(PayoutDetailsRequestOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request =
            context.GetInput<PayoutDetailsRequest>()
            ?? throw new InvalidOperationException("A request for payout details needs its partner.");
        await context.ReportFailureAsync(
            request.Program,
            async () =>
            {
                await context.CallActivityAsync(nameof(MailPayoutDetailsLink), request, Retries.OfTransientFaults);
            }
        );
    }
}
