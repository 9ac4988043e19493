using LocalHost.Durable.Storage;
using Azure;

namespace LocalHost.Durable.Engine;

/// <summary>An instance as its worker keeps it in memory: what is stored, and which of its tasks have ended.</summary>
internal sealed class InstanceState
{
    private readonly Dictionary<int, HistoryEvent> _open = [];

    public InstanceState(InstanceHead head, ETag etag, List<HistoryEvent> history)
    {
        (Head, ETag, History) = (head, etag, history);
        history.ForEach(Note);
    }

    public InstanceHead Head { get; private set; }

    public ETag ETag { get; private set; }

    public List<HistoryEvent> History { get; private set; }

    /// <summary>The tasks that were asked for and have not ended.</summary>
    public IReadOnlyCollection<HistoryEvent> Open => _open.Values;

    /// <summary>The time of the latest step.</summary>
    public DateTimeOffset LastStepAt { get; private set; }

    /// <summary>Whether the code has begun to run.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What a message means for the history; null when it means nothing any more.</summary>
    public HistoryEvent? Meaning(InstanceMessage message) => message.Kind switch
    {
        MessageKind.Event => new HistoryEvent(HistoryKind.EventRaised, Name: message.Name, Data: message.Data),
        MessageKind.TaskEnded when IsOpen(message, HistoryKind.TaskScheduled)
            => Ended(message, HistoryKind.TaskCompleted, HistoryKind.TaskFailed),
        MessageKind.ChildEnded when IsOpen(message, HistoryKind.ChildScheduled)
            => Ended(message, HistoryKind.ChildCompleted, HistoryKind.ChildFailed),
        MessageKind.TimerDue when IsOpen(message, HistoryKind.TimerCreated) => new HistoryEvent(HistoryKind.TimerFired, message.Task),
        _ => null,
    };

    /// <summary>The next step is stored.</summary>
    public void Advance(InstanceHead head, ETag etag, IEnumerable<HistoryEvent> events)
    {
        if (head.Generation != Head.Generation)
        {
            (History, HasBegun) = ([], false);
            _open.Clear();
        }

        (Head, ETag) = (head, etag);
        foreach (var happened in events)
        {
            History.Add(happened);
            Note(happened);
        }
    }

    private static HistoryEvent Ended(InstanceMessage message, HistoryKind well, HistoryKind badly)
        => new(message.Failure is null ? well : badly, message.Task, Data: message.Data, Failure: message.Failure);

    private bool IsOpen(InstanceMessage message, HistoryKind kind)
        => message.Generation == Head.Generation && _open.TryGetValue(message.Task, out var asked) && asked.Kind == kind;

    private void Note(HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryKind.StepStarted:
                LastStepAt = happened.At!.Value;
                break;
            case HistoryKind.ExecutionStarted:
                HasBegun = true;
                break;
            case HistoryKind.TaskScheduled or HistoryKind.ChildScheduled or HistoryKind.TimerCreated:
                _open[happened.Id] = happened;
                break;
            default:
                _open.Remove(happened.Id);
                break;
        }
    }
}
