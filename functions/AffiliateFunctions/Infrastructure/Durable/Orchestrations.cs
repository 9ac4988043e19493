using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>
/// Starts orchestrations by business key, so that a repeated request finds the first one's. A key whose orchestration
/// has failed or was terminated is free again: every activity is idempotent, so the orchestration goes through its
/// steps anew.
/// </summary>
public static class Orchestrations
{
    // The backend refuses to replace an orchestration in one of these states, whoever else asks at the same moment.
    private static readonly OrchestrationRuntimeStatus[] Kept =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
    ];

    /// <summary>
    /// Starts the orchestration, unless one of that id is pending, runs, is suspended or has completed.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="orchestrator">The orchestrator's name.</param>
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
            // Backends refuse a second start with different exceptions; whether the instance is there is what counts.
            if (IsFree(await client.GetInstanceAsync(instanceId, cancellationToken)))
            {
                throw;
            }
        }
    }

    /// <summary>
    /// Raises an event that reports something stored. An orchestration that has ended or does not exist needs no event;
    /// the platform refuses it then, which is no fault of the caller.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The event's payload.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether there was an orchestration to take the event.</returns>
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

    /// <summary>Starts an orchestration that has failed or was terminated again, with its input.</summary>
    /// <returns>Whether there was one to start again.</returns>
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
    /// Deletes an orchestration that has ended, with its history; one that still runs, or does not exist, stays as it
    /// is.
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
            // It has gone, or runs again.
        }
    }

    private static bool IsFree(OrchestrationMetadata? instance) =>
        instance
            is null
                or { RuntimeStatus: OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated };
}
