using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>A message to an instance.</summary>
/// <param name="Event">
/// The event of the message; null if the instance only has to check for work.
/// </param>
/// <param name="Generation">
/// The run that a result is for; 0 for every run. A later run, begun by continue-as-new, does not know the task.
/// </param>
internal sealed record InstanceMessage(HistoryEvent? Event, int Generation = 0)
{
    /// <summary>A message without an event: the instance checks for work.</summary>
    public static InstanceMessage Wake { get; } = new(Event: null);

    /// <summary>
    /// The key of the message's row in the inbox; null when the message is not stored. The row is deleted in the
    /// transaction in which the message has its effect.
    /// </summary>
    public string? Row { get; init; }

    /// <summary>Whether the message concerns the instance itself, and not its orchestrator.</summary>
    public bool IsControl =>
        Event?.EventTypeCase
            is EventType.ExecutionTerminated
                or EventType.ExecutionSuspended
                or EventType.ExecutionResumed;

    /// <summary>Whether the message contains the result of a sub-orchestration.</summary>
    public bool IsChildResult =>
        Event?.EventTypeCase is EventType.SubOrchestrationInstanceCompleted or EventType.SubOrchestrationInstanceFailed;

    /// <summary>The number of bytes of the event.</summary>
    public int Size => Event?.CalculateSize() ?? 0;
}
