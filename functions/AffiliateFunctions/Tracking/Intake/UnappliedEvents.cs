using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Events;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// The table <c>unapplied</c>: which events are on the queue, so that any instance can say of one that it was taken in. A row stands for
/// a message, is written before the message and removed once it is applied; its key follows from the message alone, the newest first.
/// Clicks of our links are left out: nobody was told their ids as those of events.
/// </summary>
public sealed class UnappliedEvents(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "unapplied";

    private const string Events = "events";
    private const int MostMessages = 1000;

    private TableClient Rows => tables[Table];

    /// <summary>Notes the events of a message that is about to be stored.</summary>
    public Task NoteAsync(ReadOnlyMemory<byte> message, IReadOnlyList<TrackingEvent> events)
        => Task.WhenAll(RowsOf(message, events).Select(row => Rows.UpsertEntityAsync(row, TableUpdateMode.Replace)));

    /// <summary>Forgets a message: it is applied, or was not stored.</summary>
    public Task ForgetAsync(ReadOnlyMemory<byte> message, IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken = default)
        => Task.WhenAll(Told(events).Select(own => Rows.DeleteEntityAsync(own.Key.Value, KeyOf(message, events), ETag.All, cancellationToken)));

    /// <summary>The event, if it is among those of the newest messages that are not applied.</summary>
    public async Task<UnappliedEvent?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken)
    {
        await foreach (var row in Rows.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"), MostMessages, cancellationToken: cancellationToken).Take(MostMessages))
        {
            if (Read(row.GetBinary(Events)).Find(one => one.Id == id) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whether an event is noted while it is on the queue.</summary>
    internal static bool IsNoted(TrackingEvent one) => one.Attempt == 0 && ClickIds.TimeOf(one.Id.Value) is null;

    /// <summary>The events of the messages that are not applied, after the given position: the newest message first.</summary>
    internal async IAsyncEnumerable<(UnappliedPosition Position, UnappliedEvent Event)> PageAsync(
        ProgramSlug program, UnappliedPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and RowKey ge {after?.RowKey ?? string.Empty}");
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var done = row.RowKey == after?.RowKey ? after.Value.Place + 1 : 0;
            foreach (var (place, one) in Read(row.GetBinary(Events)).Index().Skip(done))
            {
                yield return (new UnappliedPosition(row.RowKey, place), one);
            }
        }
    }

    private static IEnumerable<IGrouping<ProgramSlug, TrackingEvent>> Told(IReadOnlyList<TrackingEvent> events)
        => events.Where(IsNoted).GroupBy(one => one.Program);

    private static IEnumerable<TableEntity> RowsOf(ReadOnlyMemory<byte> message, IReadOnlyList<TrackingEvent> events)
        => Told(events).Select(own => new TableEntity(own.Key.Value, KeyOf(message, events)) { [Events] = Write(own) });

    private static string KeyOf(ReadOnlyMemory<byte> message, IReadOnlyList<TrackingEvent> events)
    {
        var untilTheEnd = DateTimeOffset.MaxValue.UtcTicks - events[0].ReceivedAt.UtcTicks;
        return string.Create(CultureInfo.InvariantCulture, $"{untilTheEnd:d19}:{Convert.ToHexStringLower(SHA256.HashData(message.Span).AsSpan(0, 16))}");
    }

    // It says less than the message, which has 48 KiB at most, and so fits into a property of 64 KiB.
    private static byte[] Write(IEnumerable<TrackingEvent> events)
    {
        using var bytes = new MemoryStream();
        using (var stream = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(stream, events.Select(one => new UnappliedEvent(one.Id, one.Type, one.At, one.ReceivedAt)), StoredJson.Options);
        }

        return bytes.ToArray();
    }

    private static List<UnappliedEvent> Read(byte[] bytes)
    {
        using var stream = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<UnappliedEvent>>(stream, StoredJson.Options) ?? [];
    }
}

/// <summary>An event that was taken in and is not applied.</summary>
/// <param name="Id">The sender's id.</param>
/// <param name="Type">The kind.</param>
/// <param name="At">When it happened.</param>
/// <param name="ReceivedAt">When it came in.</param>
public sealed record UnappliedEvent(EventId Id, EventType Type, DateTimeOffset At, DateTimeOffset ReceivedAt);
