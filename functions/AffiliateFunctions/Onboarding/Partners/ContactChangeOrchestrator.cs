using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Partners.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Informs a partner at its own address that its contacts for finance have changed.</summary>
public static class ContactChangeOrchestrator
{
    /// <inheritdoc cref="ContactChangeOrchestrator"/>
    [Function(nameof(ContactChangeOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var change =
            context.GetInput<PayeeChange>() ?? throw new InvalidOperationException("A change needs its partner.");
        await context.ReportFailureAsync(
            change.Program,
            () => context.CallActivityAsync(nameof(MailContactChange), change, Retries.OfTransientFaults)
        );
    }

    /// <summary>Starts the orchestration of a change, unless it was started before.</summary>
    internal static Task StartContactChangeAsync(
        this DurableTaskClient orchestrations,
        PayeeChange change,
        CancellationToken cancellationToken
    ) =>
        orchestrations.StartOnceAsync(
            nameof(ContactChangeOrchestrator),
            $"contacts-{change.Program}-{change.Partner}-{change.At.UtcTicks}",
            change,
            cancellationToken
        );
}
