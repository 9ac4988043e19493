using Azure.Data.Tables;
using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Storage;

/// <summary>
/// Converts events to rows and back. The rows contain the events in order, each after its length. The events have the
/// platform's own protobuf form, so that a request to the orchestrator needs no conversion.
/// </summary>
internal static class HistoryRows
{
    private const string Column = "Events";

    /// <summary>Returns the rows of one step's events.</summary>
    /// <param name="head">The instance after the step.</param>
    /// <param name="events">The events.</param>
    /// <returns>As many rows as the events need.</returns>
    public static IEnumerable<TableEntity> OfStep(InstanceHead head, IReadOnlyList<HistoryEvent> events) =>
        Split(head.Id, events, part => InstanceKeys.Step(head.Generation, head.Steps - 1, part));

    /// <summary>Returns the rows of the events that a run takes over from the previous run.</summary>
    /// <param name="head">The instance in its new run.</param>
    /// <param name="events">The events.</param>
    /// <returns>As many rows as the events need.</returns>
    public static IEnumerable<TableEntity> OfCarriedEvents(InstanceHead head, IReadOnlyList<HistoryEvent> events) =>
        Split(head.Id, events, part => InstanceKeys.CarriedEvents(head.Generation, part));

    /// <summary>Reads the events of a run.</summary>
    /// <param name="rows">The rows, in the order of their keys.</param>
    /// <returns>The events.</returns>
    public static List<HistoryEvent> Read(IEnumerable<TableEntity> rows)
    {
        var events = new List<HistoryEvent>();
        foreach (var step in rows.GroupBy(row => row.RowKey[..row.RowKey.LastIndexOf(':')]))
        {
            using var bytes = new MemoryStream();
            foreach (var row in step)
            {
                bytes.Write(row.GetBytes(Column));
            }

            bytes.Position = 0;
            while (bytes.Position < bytes.Length)
            {
                events.Add(HistoryEvent.Parser.ParseDelimitedFrom(bytes));
            }
        }

        return events;
    }

    // The head contains the values of the start and of the end, so the events do not repeat them.
    private static HistoryEvent Shorten(HistoryEvent happened) =>
        happened.EventTypeCase switch
        {
            HistoryEvent.EventTypeOneofCase.ExecutionStarted => new()
            {
                EventId = happened.EventId,
                Timestamp = happened.Timestamp,
                ExecutionStarted = new(),
            },
            HistoryEvent.EventTypeOneofCase.ExecutionCompleted => new()
            {
                EventId = happened.EventId,
                Timestamp = happened.Timestamp,
                ExecutionCompleted = new() { OrchestrationStatus = happened.ExecutionCompleted.OrchestrationStatus },
            },
            _ => happened,
        };

    private static IEnumerable<TableEntity> Split(
        string instanceId,
        IReadOnlyList<HistoryEvent> events,
        Func<int, string> keyOf
    )
    {
        using var stream = new MemoryStream();
        foreach (var happened in events)
        {
            Shorten(happened).WriteDelimitedTo(stream);
        }

        var bytes = stream.ToArray();
        for (var (from, part) = (0, 0); from < bytes.Length; from += BinaryColumns.MaxBytesInRow, part++)
        {
            var row = new TableEntity(InstanceKeys.Partition(instanceId), keyOf(part));
            row.SetBytes(Column, bytes[from..Math.Min(from + BinaryColumns.MaxBytesInRow, bytes.Length)]);
            yield return row;
        }
    }
}
