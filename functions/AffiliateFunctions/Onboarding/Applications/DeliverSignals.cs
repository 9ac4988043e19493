using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Starts or tells again what a request has stored and, because it was cut off, not passed on.</summary>
public sealed class DeliverSignals(IPrograms programs, ApplicationStore applications)
{
    /// <inheritdoc cref="DeliverSignals"/>
    [Function(nameof(DeliverSignals))]
    public async Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            await foreach (var application in applications.UntakenAsync(program.Slug, cancellationToken))
            {
                await DeliverAsync(application, orchestrations, cancellationToken);
            }
        }
    }

    private static async Task DeliverAsync(PartnerApplication application, DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        await orchestrations.StartOnceAsync(nameof(OnboardingOrchestrator), application.InstanceId, ApplicationKey.Of(application), cancellationToken);
        if (application.Signal is Signal.Confirmed or Signal.TermsAccepted)
        {
            var happened = application.Signal == Signal.Confirmed ? OnboardingOrchestrator.ConfirmedEvent : OnboardingOrchestrator.TermsAcceptedEvent;
            await orchestrations.ReportEventAsync(application.InstanceId, happened, nameof(DeliverSignals), cancellationToken);
        }
    }
}
