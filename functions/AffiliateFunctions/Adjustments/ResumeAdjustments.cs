using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Adjustments;

/// <summary>
/// Starts adjustments that were stored by a request which was interrupted before it started their orchestration. Only
/// adjustments of the last week are looked at: one that waits longer for its decision was started by an earlier run.
/// </summary>
public sealed class ResumeAdjustments(
    AdjustmentStore adjustments,
    AdjustmentStarter starter,
    TimeProvider clock,
    ILogger<ResumeAdjustments> logger
)
{
    private static readonly TimeSpan ResumedFor = TimeSpan.FromDays(7);

    /// <inheritdoc cref="ResumeAdjustments"/>
    [Function(nameof(ResumeAdjustments))]
    public Task RunAsync(
        [TimerTrigger("0 30 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        adjustments
            .OpenAsync(cancellationToken)
            .Where(adjustment => adjustment.RequestedAt > clock.GetUtcNow() - ResumedFor)
            .DistinctBy(adjustment => adjustment.Batch ?? adjustment.Id.Value)
            .ForEachIsolatedAsync(
                adjustment => $"the adjustment {adjustment.Id} of {adjustment.Program}",
                adjustment => starter.ResumeAsync(adjustment, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );
}
