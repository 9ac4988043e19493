using Azure;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>
/// An instance in the memory of the process that runs it: its stored state and its open tasks.
/// </summary>
internal sealed class InstanceState
{
    private readonly Dictionary<int, HistoryEvent> _open = [];
    private readonly HashSet<int> _rewound = [];

    /// <summary>Creates the state from the stored instance.</summary>
    /// <param name="head">The head.</param>
    /// <param name="etag">The head's ETag.</param>
    /// <param name="history">The events of the current run.</param>
    /// <param name="carriedEvents">The events that the run takes over from the previous run.</param>
    public InstanceState(
        InstanceHead head,
        ETag etag,
        IEnumerable<HistoryEvent> history,
        IReadOnlyList<HistoryEvent> carriedEvents
    )
    {
        (Head, ETag, CarriedEvents) = (head, etag, carriedEvents);
        Append(history);
    }

    /// <summary>The head.</summary>
    public InstanceHead Head { get; private set; }

    /// <summary>The head's ETag.</summary>
    public ETag ETag { get; private set; }

    /// <summary>The events of the current run.</summary>
    public List<HistoryEvent> History { get; } = [];

    /// <summary>
    /// The events that the run takes over from the previous run. The run's first step passes them to the orchestrator.
    /// </summary>
    public IReadOnlyList<HistoryEvent> CarriedEvents { get; private set; }

    /// <summary>The calls and timers that have not ended.</summary>
    public IReadOnlyCollection<HistoryEvent> Open => _open.Values;

    /// <summary>The time of the latest step.</summary>
    public DateTimeOffset LastStepAt { get; private set; }

    /// <summary>Whether the orchestrator has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the instance was rewound and the orchestrator has not run since.</summary>
    public bool IsRewindPending => History is [.., { EventTypeCase: EventType.ExecutionRewound }, _];

    /// <summary>Whether an open call was made before the instance was rewound.</summary>
    /// <param name="task">The id of the call.</param>
    /// <returns>Whether it was.</returns>
    public bool IsRewound(int task) => _rewound.Contains(task);

    /// <summary>
    /// Selects the events of messages that concern the current run. A second result of the same task is left out.
    /// </summary>
    /// <param name="messages">The messages.</param>
    /// <returns>The events.</returns>
    public List<HistoryEvent> EventsOf(IEnumerable<InstanceMessage> messages)
    {
        var answered = new HashSet<int>();
        return
        [
            .. messages
                .Where(message =>
                    message.Event is { } happened
                    && (
                        happened.EventTypeCase == EventType.EventRaised
                        || (IsAwaited(message, out var task) && answered.Add(task))
                    )
                )
                .Select(message => message.Event!),
        ];
    }

    /// <summary>Applies the stored change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="etag">The new ETag.</param>
    public void Advance(InstanceChange change, ETag etag)
    {
        if (change.BeginsRun)
        {
            History.Clear();
            _open.Clear();
            _rewound.Clear();
            HasBegun = false;
            CarriedEvents = change.CarriedEvents;
        }
        else if (change.Events.Count > 0)
        {
            CarriedEvents = [];
        }

        (Head, ETag) = (change.After, etag);
        Append(change.Events);
    }

    private static int? TaskOf(HistoryEvent happened) =>
        happened.EventTypeCase switch
        {
            EventType.TaskCompleted => happened.TaskCompleted.TaskScheduledId,
            EventType.TaskFailed => happened.TaskFailed.TaskScheduledId,
            EventType.SubOrchestrationInstanceCompleted => happened.SubOrchestrationInstanceCompleted.TaskScheduledId,
            EventType.SubOrchestrationInstanceFailed => happened.SubOrchestrationInstanceFailed.TaskScheduledId,
            EventType.TimerFired => happened.TimerFired.TimerId,
            _ => null,
        };

    private static EventType CallOf(HistoryEvent result) =>
        result.EventTypeCase switch
        {
            EventType.TaskCompleted or EventType.TaskFailed => EventType.TaskScheduled,
            EventType.TimerFired => EventType.TimerCreated,
            _ => EventType.SubOrchestrationInstanceCreated,
        };

    private bool IsAwaited(InstanceMessage message, out int task)
    {
        task = TaskOf(message.Event!) ?? -1;
        return message.Generation == Head.Generation
            && _open.TryGetValue(task, out var call)
            && call.EventTypeCase == CallOf(message.Event!);
    }

    private void Append(IEnumerable<HistoryEvent> events)
    {
        foreach (var happened in events)
        {
            History.Add(Note(happened));
        }
    }

    private HistoryEvent Note(HistoryEvent happened)
    {
        switch (happened.EventTypeCase)
        {
            case EventType.OrchestratorStarted:
                LastStepAt = happened.Timestamp.ToDateTimeOffset();
                break;
            case EventType.ExecutionStarted:
                HasBegun = true;
                return HistoryEvents.ExecutionStarted(Head, happened.Timestamp);
            case EventType.ExecutionRewound:
                _rewound.UnionWith(_open.Keys);
                break;
            case EventType.TaskScheduled or EventType.SubOrchestrationInstanceCreated or EventType.TimerCreated:
                _open[happened.EventId] = happened;
                break;
            default:
                if (TaskOf(happened) is { } task)
                {
                    _open.Remove(task);
                }

                break;
        }

        return happened;
    }
}
