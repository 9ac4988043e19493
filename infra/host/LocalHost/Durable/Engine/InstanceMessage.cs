using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>A message to an instance.</summary>
/// <param name="Event">
/// The event that the message brings; null when the instance only has to check what there is to do.
/// </param>
/// <param name="Generation">
/// The run that a result is for. A later run, begun by continue-as-new, does not know the task. 0 for every run.
/// </param>
internal sealed record InstanceMessage(HistoryEvent? Event, int Generation = 0)
{
    /// <summary>A message that brings nothing: the instance checks what there is to do.</summary>
    public static InstanceMessage Wake { get; } = new(Event: null);

    /// <summary>
    /// The key of the message's row in the inbox; null when the message is not stored. The row is deleted in the
    /// transaction in which the message has its effect.
    /// </summary>
    public string? Row { get; init; }

    /// <summary>Whether the message is about the instance itself, and not for its orchestrator.</summary>
    public bool IsControl =>
        Event?.EventTypeCase
            is EventType.ExecutionTerminated
                or EventType.ExecutionSuspended
                or EventType.ExecutionResumed;

    /// <summary>Whether the message brings the result of a sub-orchestration.</summary>
    public bool IsChildResult =>
        Event?.EventTypeCase is EventType.SubOrchestrationInstanceCompleted or EventType.SubOrchestrationInstanceFailed;

    /// <summary>The number of bytes of the event.</summary>
    public int Size => Event?.CalculateSize() ?? 0;
}
