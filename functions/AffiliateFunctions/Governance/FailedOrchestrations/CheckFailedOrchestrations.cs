using AffiliateFunctions.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>
/// Checks every failed orchestration: removes the reports of orchestrations that have completed since, and sends alerts
/// that could not be sent.
/// </summary>
public sealed class CheckFailedOrchestrations(
    FailedOrchestrationStore store,
    FailureAlerts alerts,
    TimeProvider clock,
    ILogger<CheckFailedOrchestrations> logger
)
{
    // An orchestration that has just reported its failure may not have ended yet.
    private static readonly TimeSpan Ending = TimeSpan.FromMinutes(10);

    /// <inheritdoc cref="CheckFailedOrchestrations"/>
    [Function(nameof(CheckFailedOrchestrations))]
    public Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        store
            .ListAsync(cancellationToken)
            .Where(failed => clock.GetUtcNow() - failed.FailedAt >= Ending)
            .ForEachIsolatedAsync(
                failed => $"the orchestration {failed.InstanceId}",
                failed => CheckAsync(failed, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private async Task CheckAsync(
        FailedOrchestration failed,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        switch (await orchestrations.GetInstanceAsync(failed.InstanceId, cancellationToken))
        {
            case { RuntimeStatus: OrchestrationRuntimeStatus.Failed }:
                await alerts.SendAsync(failed, cancellationToken);
                break;
            case { IsCompleted: false }:
                await store.PutAsync(failed with { IsRestarted = true }, cancellationToken);
                break;
            default:
                await store.RemoveAsync(failed, cancellationToken);
                break;
        }
    }
}
