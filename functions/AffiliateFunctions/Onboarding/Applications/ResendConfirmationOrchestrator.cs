using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Applications.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Sends the e-mail that asks to confirm the address again, because the applicant has applied again.</summary>
public static class ResendConfirmationOrchestrator
{
    /// <inheritdoc cref="ResendConfirmationOrchestrator"/>
    [Function(nameof(ResendConfirmationOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<ApplicationKey>()
            ?? throw new InvalidOperationException("A confirmation needs its application.");
        await context.ReportFailureAsync(
            key.Program,
            () => context.CallActivityAsync(nameof(ResendConfirmation), key, Retries.OfTransientFaults)
        );
    }
}
