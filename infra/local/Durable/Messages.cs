using Microsoft.DurableTask;

namespace AffiliateFunctions.LocalRuntime.Durable;

/// <summary>The kinds of messages to an instance.</summary>
internal enum MessageKind
{
    /// <summary>Look at what is there.</summary>
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
/// <param name="Id">The number of the task.</param>
/// <param name="Generation">The run that it is for; a later run, begun by continue-as-new, does not know it.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Data">The output or payload.</param>
/// <param name="Failure">What went wrong.</param>
/// <param name="Row">The key of its row in the inbox, where it is stored; the row is deleted when the message has its effect.</param>
/// <param name="Recursive">For ending: whether sub-orchestrations end too.</param>
internal sealed record InstanceMessage(
    MessageKind Kind,
    int Id = 0,
    int Generation = 0,
    string? Name = null,
    string? Data = null,
    TaskFailureDetails? Failure = null,
    string? Row = null,
    bool Recursive = false);
