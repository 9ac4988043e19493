using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>
/// Starts orchestrations by business key, so that a repeated request finds the existing orchestration. The key of a
/// failed or terminated orchestration can be used again: every activity is idempotent, so the orchestration repeats its
/// steps.
/// </summary>
public static class Orchestrations
{
    // The backend refuses to replace an orchestration in one of these states, also when callers compete.
    private static readonly OrchestrationRuntimeStatus[] Kept =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
    ];

    /// <summary>
    /// Starts the orchestration, unless one with that id is pending, running, suspended or completed.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="orchestrator">The name of the orchestrator.</param>
    /// <param name="instanceId">The business key, such as <c>cycle-demo-2026-11</c>.</param>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task StartOnceAsync(
        this DurableTaskClient client,
        TaskName orchestrator,
        string instanceId,
        object? input,
        CancellationToken cancellationToken
    )
    {
        if (!IsFree(await client.GetInstanceAsync(instanceId, cancellationToken)))
        {
            return;
        }

        try
        {
            var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Kept);
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Backends refuse a second start with different exceptions, so the existence of the instance decides.
            if (IsFree(await client.GetInstanceAsync(instanceId, cancellationToken)))
            {
                throw;
            }
        }
    }

    /// <summary>
    /// Raises an event that reports a stored change. An orchestration that has ended or does not exist needs no event;
    /// the platform refuses the event in that case, and the caller gets no exception.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The event's payload.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether an orchestration received the event.</returns>
    public static async Task<bool> ReportEventAsync(
        this DurableTaskClient client,
        string instanceId,
        string eventName,
        object payload,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.RaiseEventAsync(instanceId, eventName, payload, cancellationToken);
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    /// <summary>Restarts a failed or terminated orchestration with its original input.</summary>
    /// <returns>Whether there was an orchestration to restart.</returns>
    public static async Task<bool> StartAgainAsync(
        this DurableTaskClient client,
        string instanceId,
        CancellationToken cancellationToken
    )
    {
        var ended = await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
        if (ended is null || !IsFree(ended))
        {
            return false;
        }

        var input = ended.SerializedInput is { } json ? JsonNode.Parse(json) : null;
        await client.StartOnceAsync(ended.Name, instanceId, input, cancellationToken);
        return true;
    }

    /// <summary>
    /// Deletes an ended orchestration and its history. An orchestration that still runs or does not exist is left
    /// unchanged.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task ForgetAsync(
        this DurableTaskClient client,
        string instanceId,
        CancellationToken cancellationToken
    )
    {
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is not { IsCompleted: true })
        {
            return;
        }

        try
        {
            await client.PurgeInstanceAsync(instanceId, cancellation: cancellationToken);
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // The orchestration has been deleted, or runs again.
        }
    }

    private static bool IsFree(OrchestrationMetadata? instance) =>
        instance
            is null
                or { RuntimeStatus: OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated };
}
