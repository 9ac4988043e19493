using Azure;
using LocalHost.Durable.Engine;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Storage;

/// <summary>A change of an instance that is stored in one transaction.</summary>
/// <param name="Before">The head before the change.</param>
/// <param name="After">The head after the change.</param>
/// <param name="ETag">The stored head's ETag.</param>
internal sealed record InstanceChange(InstanceHead Before, InstanceHead After, ETag ETag)
{
    /// <summary>The events of the new step; none when the history does not grow.</summary>
    public IReadOnlyList<HistoryEvent> Events { get; init; } = [];

    /// <summary>The events that the new run takes over; none unless a new run begins.</summary>
    public IReadOnlyList<HistoryEvent> CarriedEvents { get; init; } = [];

    /// <summary>The inbox rows whose messages have their effect in this change.</summary>
    public IReadOnlyList<string> ConsumedRows { get; init; } = [];

    /// <summary>Whether a new run begins.</summary>
    public bool BeginsRun => After.Generation != Before.Generation;
}

/// <summary>The complete stored state of an instance.</summary>
/// <param name="Head">The head.</param>
/// <param name="ETag">The head's ETag.</param>
/// <param name="History">The events of the current run.</param>
/// <param name="CarriedEvents">The events that the current run takes over, as long as it has no step.</param>
/// <param name="Inbox">The messages that have not had their effect.</param>
internal sealed record StoredInstance(
    InstanceHead Head,
    ETag ETag,
    List<HistoryEvent> History,
    List<HistoryEvent> CarriedEvents,
    IReadOnlyList<InstanceMessage> Inbox
);

/// <summary>The values of a change do not fit into one transaction.</summary>
internal sealed class TooLargeException(string message) : Exception(message);
