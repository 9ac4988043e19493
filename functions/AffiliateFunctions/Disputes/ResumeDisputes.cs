using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// Starts disputes that were stored by a request which was interrupted before it started their orchestration. Only
/// disputes of the last week are looked at: one that waits longer was started by an earlier run.
/// </summary>
public sealed class ResumeDisputes(
    IPrograms programs,
    DisputeStore disputes,
    TimeProvider clock,
    ILogger<ResumeDisputes> logger
)
{
    private static readonly TimeSpan ResumedFor = TimeSpan.FromDays(7);

    /// <inheritdoc cref="ResumeDisputes"/>
    [Function(nameof(ResumeDisputes))]
    public Task RunAsync(
        [TimerTrigger("0 45 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .SelectMany(program => disputes.OpenAsync(program.Slug, cancellationToken))
            .Where(dispute => dispute.OpenedAt > clock.GetUtcNow() - ResumedFor)
            .ForEachIsolatedAsync(
                dispute => $"the dispute {dispute.Id} of {dispute.Program}",
                dispute => orchestrations.StartDisputeAsync(dispute, cancellationToken),
                logger,
                cancellationToken
            );
}
