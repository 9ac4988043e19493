using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>
/// Looks at every failed orchestration: forgets those that have completed since, and sends alerts that could not be
/// sent.
/// </summary>
public sealed class CheckFailedOrchestrations(FailedOrchestrationStore store, FailureAlerts alerts, TimeProvider clock)
{
    // An orchestration that has just reported its failure has not ended yet.
    private static readonly TimeSpan Ending = TimeSpan.FromMinutes(10);

    /// <inheritdoc cref="CheckFailedOrchestrations"/>
    [Function(nameof(CheckFailedOrchestrations))]
    public async Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
    {
        await foreach (var failed in store.ListAsync(cancellationToken))
        {
            if (clock.GetUtcNow() - failed.FailedAt >= Ending)
            {
                await CheckAsync(failed, orchestrations, cancellationToken);
            }
        }
    }

    private async Task CheckAsync(
        FailedOrchestration failed, DurableTaskClient orchestrations, CancellationToken cancellationToken)
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
