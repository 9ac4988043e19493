using Google.Protobuf.WellKnownTypes;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Engine;

/// <summary>Creates the events of histories in the same form as the platform's host.</summary>
internal static class HistoryEvents
{
    // Only events that orchestrators request have an id.
    private const int NoId = -1;

    /// <summary>A step begins. Its time is the orchestrator's time until the next step.</summary>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent StepStarted(DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.OrchestratorStarted = new();
        return happened;
    }

    /// <summary>A step ends.</summary>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent StepCompleted(DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.OrchestratorCompleted = new();
        return happened;
    }

    /// <summary>The run begins.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent ExecutionStarted(InstanceHead head, Timestamp at)
    {
        var started = new ExecutionStartedEvent
        {
            Name = head.Name,
            Version = head.Version,
            Input = head.Input,
            OrchestrationInstance = new() { InstanceId = head.Id, ExecutionId = head.ExecutionId },
            ScheduledStartTimestamp = head.StartAt?.ToTimestamp(),
            Tags = { head.Tags.ToDictionary() },
        };
        if (head.Parent is { } parent)
        {
            started.ParentInstance = new()
            {
                Name = parent.Name,
                Version = parent.Version,
                TaskScheduledId = parent.Task,
                OrchestrationInstance = new() { InstanceId = parent.InstanceId, ExecutionId = parent.ExecutionId },
            };
        }

        return new()
        {
            EventId = NoId,
            Timestamp = at,
            ExecutionStarted = started,
        };
    }

    /// <summary>The run ends.</summary>
    /// <param name="id">The id of the orchestrator's last action.</param>
    /// <param name="status">How the run ends.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent ExecutionCompleted(int id, OrchestrationStatus status, DateTimeOffset at) =>
        new()
        {
            EventId = id,
            Timestamp = at.ToTimestamp(),
            ExecutionCompleted = new() { OrchestrationStatus = status },
        };

    /// <summary>The instance is terminated.</summary>
    /// <param name="output">The output that the caller sets.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Terminated(string? output, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.ExecutionTerminated = new() { Input = output };
        return happened;
    }

    /// <summary>The instance is suspended.</summary>
    /// <param name="reason">The reason that the caller gives.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Suspended(string? reason, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.ExecutionSuspended = new() { Input = reason };
        return happened;
    }

    /// <summary>The instance is resumed.</summary>
    /// <param name="reason">The reason that the caller gives.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Resumed(string? reason, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.ExecutionResumed = new() { Input = reason };
        return happened;
    }

    /// <summary>The instance is rewound.</summary>
    /// <param name="reason">The reason that the caller gives.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent Rewound(string? reason, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.ExecutionRewound = new() { Reason = reason };
        return happened;
    }

    /// <summary>An external event arrives.</summary>
    /// <param name="name">The name of the event.</param>
    /// <param name="payload">The payload as JSON.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent EventRaised(string name, string? payload, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.EventRaised = new() { Name = name, Input = payload };
        return happened;
    }

    /// <summary>An activity has returned.</summary>
    /// <param name="task">The id of the call.</param>
    /// <param name="result">The result as JSON.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent TaskCompleted(int task, string? result, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.TaskCompleted = new() { TaskScheduledId = task, Result = result };
        return happened;
    }

    /// <summary>An activity has failed.</summary>
    /// <param name="task">The id of the call.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent TaskFailed(int task, TaskFailureDetails failure, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.TaskFailed = new() { TaskScheduledId = task, FailureDetails = failure };
        return happened;
    }

    /// <summary>A sub-orchestration has returned.</summary>
    /// <param name="task">The id of the call.</param>
    /// <param name="result">The result as JSON.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent ChildCompleted(int task, string? result, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.SubOrchestrationInstanceCompleted = new() { TaskScheduledId = task, Result = result };
        return happened;
    }

    /// <summary>A sub-orchestration has failed.</summary>
    /// <param name="task">The id of the call.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent ChildFailed(int task, TaskFailureDetails failure, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.SubOrchestrationInstanceFailed = new() { TaskScheduledId = task, FailureDetails = failure };
        return happened;
    }

    /// <summary>A timer fires.</summary>
    /// <param name="task">The id of the timer.</param>
    /// <param name="due">The due time of the timer.</param>
    /// <param name="at">The time.</param>
    /// <returns>The event.</returns>
    public static HistoryEvent TimerFired(int task, DateTimeOffset due, DateTimeOffset at)
    {
        var happened = Happened(at);
        happened.TimerFired = new() { TimerId = task, FireAt = due.ToTimestamp() };
        return happened;
    }

    private static HistoryEvent Happened(DateTimeOffset at) => new() { EventId = NoId, Timestamp = at.ToTimestamp() };
}
