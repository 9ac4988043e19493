using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>
/// Restarts failed instances at the point of failure. As on the platform, the failed calls are removed from the history
/// and repeated, and failed sub-orchestrations are rewound too. An orchestrator that used timers between its attempts
/// cannot be rewound.
/// </summary>
internal sealed class Rewinds(DurableEngine engine)
{
    /// <summary>Rewinds an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">The reason that the caller gives.</param>
    /// <param name="parent">The call that receives the result; null keeps the call that started the instance.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the rewind is stored.</returns>
    /// <exception cref="KeyNotFoundException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    /// <exception cref="TooLargeException">The history does not fit into one transaction.</exception>
    public async Task RewindAsync(
        string instanceId,
        string? reason,
        ParentTask? parent,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var stored =
                await engine.Store.LoadAsync(instanceId, cancellationToken)
                ?? throw new KeyNotFoundException($"No instance with ID '{instanceId}' was found.");
            if (stored.Head.Status != OrchestrationStatus.Failed)
            {
                throw new InvalidOperationException(
                    "The rewind operation is only supported on failed orchestration instances."
                );
            }

            var change = ChangeOf(stored, reason, parent);
            if (await engine.Store.CommitAsync(change, cancellationToken) is { } etag)
            {
                engine.Run(new(change.After, etag, change.Events, []));
                engine.DeleteRun(stored.Head);
                return;
            }
        }
    }

    private InstanceChange ChangeOf(StoredInstance stored, string? reason, ParentTask? parent)
    {
        var now = engine.Clock.GetUtcNow();
        var failed = stored.History.Select(FailedTask).OfType<int>().ToHashSet();
        var after = stored.Head with
        {
            Status = OrchestrationStatus.Running,
            Owner = engine.OwnId,
            Generation = stored.Head.Generation + 1,
            ExecutionId = Guid.CreateVersion7(now).ToString("N"),
            Steps = 1,
            Output = null,
            Failure = null,
            IsUnreported = false,
            Parent = parent ?? stored.Head.Parent,
            UpdatedAt = now,
        };
        return new(stored.Head, after, stored.ETag)
        {
            Events =
            [
                .. stored.History.Where(happened => IsKept(happened, failed)),
                HistoryEvents.StepStarted(now),
                HistoryEvents.Rewound(reason, now),
                HistoryEvents.StepCompleted(now),
            ],
        };
    }

    private static int? FailedTask(HistoryEvent happened) =>
        happened.EventTypeCase switch
        {
            EventType.TaskFailed => happened.TaskFailed.TaskScheduledId,
            EventType.SubOrchestrationInstanceFailed => happened.SubOrchestrationInstanceFailed.TaskScheduledId,
            _ => null,
        };

    // A call of a failed sub-orchestration is kept, so that the sub-orchestration is rewound instead of started.
    private static bool IsKept(HistoryEvent happened, HashSet<int> failed) =>
        happened.EventTypeCase switch
        {
            EventType.TaskScheduled => !failed.Contains(happened.EventId),
            EventType.TaskFailed or EventType.SubOrchestrationInstanceFailed or EventType.ExecutionCompleted => false,
            _ => true,
        };
}
