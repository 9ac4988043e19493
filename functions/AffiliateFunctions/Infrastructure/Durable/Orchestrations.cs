using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>Starts orchestrations by business key, so that a repeated request finds the first one's.</summary>
public static class Orchestrations
{
    /// <summary>Starts the orchestration unless one of that id exists, in whatever state.</summary>
    /// <param name="client">The client.</param>
    /// <param name="orchestrator">The orchestrator's name.</param>
    /// <param name="instanceId">The business key, such as <c>cycle-demo-2026-11</c>.</param>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task StartOnceAsync(
        this DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(instanceId), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Backends refuse a second start with different exceptions; whether the instance is there is what counts.
            if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
            {
                throw;
            }
        }
    }
}
