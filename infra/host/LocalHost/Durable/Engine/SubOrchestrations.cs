using Azure;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Engine;

/// <summary>Starts sub-orchestrations and reports their results to their parents.</summary>
internal sealed class SubOrchestrations(DurableEngine engine)
{
    /// <summary>
    /// Starts a sub-orchestration. The call is already stored. After a take-over, the start is repeated until the call
    /// has ended.
    /// </summary>
    /// <param name="caller">The calling instance.</param>
    /// <param name="call">The call.</param>
    /// <param name="isRewound">
    /// Whether the caller was rewound after the call, so that a failed sub-orchestration is rewound too.
    /// </param>
    /// <returns>A task that ends when the start is stored.</returns>
    public async Task StartAsync(InstanceHead caller, HistoryEvent call, bool isRewound)
    {
        var created = call.SubOrchestrationInstanceCreated;
        var parent = ParentTask.Of(caller, call.EventId);
        if (await engine.Store.FindAsync(created.InstanceId, CancellationToken.None) is var (existing, etag))
        {
            if (existing.Parent == parent)
            {
                if (!existing.IsActive)
                {
                    await NotifyParentAsync(existing, etag);
                }

                return;
            }

            if (isRewound && existing.Status == OrchestrationStatus.Failed && IsSameCall(existing.Parent, parent))
            {
                await engine.Rewinds.RewindAsync(
                    existing.Id,
                    "The parent was rewound.",
                    parent,
                    CancellationToken.None
                );
                return;
            }
        }

        try
        {
            await engine.StartAsync(NewInstance(created, parent), _ => true, CancellationToken.None);
        }
        catch (Exception refused) when (refused is InstanceExistsException or TooLargeException)
        {
            var failure = FaultDetails.Of(typeof(InvalidOperationException), refused.Message);
            var failed = HistoryEvents.ChildFailed(parent.Task, failure, engine.Clock.GetUtcNow());
            engine.Find(caller.Id)?.Deliver(new(failed, parent.Generation));
        }
    }

    /// <summary>Reports the result of a sub-orchestration to its parent.</summary>
    /// <param name="head">The sub-orchestration.</param>
    /// <param name="etag">Its ETag.</param>
    /// <returns>A task that ends when the parent has the result, or the result is stored for it.</returns>
    public async Task NotifyParentAsync(InstanceHead head, ETag etag)
    {
        var parent = head.Parent!;
        var message = new InstanceMessage(ResultOf(head, parent.Task), parent.Generation);
        if (engine.Find(parent.InstanceId)?.Deliver(message) != true)
        {
            var name = ResultName(parent.Generation, message.Event!);
            await engine.Delivery.DeliverAsync(parent.InstanceId, name, message, CancellationToken.None);
        }

        if (head.IsUnreported)
        {
            await engine.Store.CommitAsync(new(head, head with { IsUnreported = false }, etag), CancellationToken.None);
        }
    }

    /// <summary>
    /// Returns the name of the message that contains a result. The same result always has the same name.
    /// </summary>
    /// <param name="generation">The calling run.</param>
    /// <param name="result">The result.</param>
    /// <returns>The name.</returns>
    public static string ResultName(int generation, HistoryEvent result)
    {
        var task =
            result.SubOrchestrationInstanceCompleted?.TaskScheduledId
            ?? result.SubOrchestrationInstanceFailed.TaskScheduledId;
        return $"child:{generation}:{task}";
    }

    private static bool IsSameCall(ParentTask? earlier, ParentTask call) =>
        earlier?.InstanceId == call.InstanceId && earlier.Task == call.Task;

    private InstanceHead NewInstance(SubOrchestrationInstanceCreatedEvent created, ParentTask parent)
    {
        var now = engine.Clock.GetUtcNow();
        return new()
        {
            Id = created.InstanceId,
            Name = created.Name,
            Version = created.Version,
            Tags = new Dictionary<string, string>(created.Tags),
            Status = OrchestrationStatus.Pending,
            Owner = engine.OwnId,
            CreatedAt = now,
            UpdatedAt = now,
            ExecutionId = Guid.CreateVersion7(now).ToString("N"),
            Input = created.Input,
            Parent = parent,
        };
    }

    private HistoryEvent ResultOf(InstanceHead head, int task)
    {
        var now = engine.Clock.GetUtcNow();
        if (head.Status == OrchestrationStatus.Completed)
        {
            return HistoryEvents.ChildCompleted(task, head.Output, now);
        }

        var failure =
            head.Failure
            ?? FaultDetails.Of(typeof(OperationCanceledException), $"The orchestration '{head.Id}' was terminated.");
        return HistoryEvents.ChildFailed(task, failure, now);
    }
}
