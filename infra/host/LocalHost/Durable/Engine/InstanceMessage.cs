using Microsoft.DurableTask;

namespace LocalHost.Durable.Engine;

/// <summary>The kinds of messages to an instance.</summary>
internal enum MessageKind
{
    /// <summary>Look at what there is to do.</summary>
    Wake,

    /// <summary>An activity has ended or failed.</summary>
    TaskEnded,

    /// <summary>A sub-orchestration has ended or failed.</summary>
    ChildEnded,

    /// <summary>A timer is due.</summary>
    TimerDue,

    /// <summary>An event was raised.</summary>
    Event,

    /// <summary>End at once.</summary>
    Terminate,

    /// <summary>Stand still.</summary>
    Suspend,

    /// <summary>Go on.</summary>
    Resume,
}

/// <summary>Something that an instance is told.</summary>
/// <param name="Kind">What it is.</param>
internal sealed record InstanceMessage(MessageKind Kind)
{
    /// <summary>The number of the task.</summary>
    public int Task { get; init; }

    /// <summary>The run that it is for; a later run, begun by continue-as-new, does not know the task.</summary>
    public int Generation { get; init; }

    /// <summary>The event's name.</summary>
    public string? Name { get; init; }

    /// <summary>The output or payload.</summary>
    public string? Data { get; init; }

    /// <summary>What went wrong.</summary>
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>For an ending: whether sub-orchestrations end too.</summary>
    public bool Recursive { get; init; }

    /// <summary>The key of its row in the inbox, where it is stored; the row goes in the transaction in which the message has its effect.</summary>
    public string? Row { get; init; }
}
