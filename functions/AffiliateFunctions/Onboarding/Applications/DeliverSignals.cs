using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Starts or signals the orchestrations of applications again when an interrupted request stored a signal without
/// delivering it.
/// </summary>
public sealed class DeliverSignals(
    IPrograms programs,
    ApplicationStore applications,
    ApplicationSignals signals,
    ILogger<DeliverSignals> logger
)
{
    /// <inheritdoc cref="DeliverSignals"/>
    [Function(nameof(DeliverSignals))]
    public Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .ForEachIsolatedAsync(
                program => $"the applications of {program.Slug}",
                program => DeliverAsync(program.Slug, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private Task DeliverAsync(
        ProgramSlug program,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        applications
            .UntakenAsync(program, cancellationToken)
            .ForEachIsolatedAsync(
                row => $"{row.Key} of {program}",
                row => DeliverAsync(row.Read(), orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private async Task DeliverAsync(
        PartnerApplication application,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await orchestrations.StartOnceAsync(
            nameof(OnboardingOrchestrator),
            application.InstanceId,
            ApplicationKey.Of(application),
            cancellationToken
        );
        await signals.RaiseAsync(application, orchestrations, cancellationToken);
    }
}
