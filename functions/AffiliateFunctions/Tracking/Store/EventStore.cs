using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Events;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>
/// The table <c>events</c>: each event once. A row is added when the event is first applied, and changed once, when its effect is stored.
/// </summary>
internal sealed class EventStore(StorageTables tables)
{
    public const string Table = "events";

    private const int MostInFilter = 15;
    private const int MostInTransaction = 100;

    private TableClient Rows => tables[Table];

    /// <summary>The hashes of those events that are stored.</summary>
    public async Task<IReadOnlyList<(EventId Id, string Hash)>> HashesAsync(ProgramSlug program, IReadOnlyCollection<EventId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 1)
        {
            var id = ids.First();
            var row = await Rows.GetEntityIfExistsAsync<TableEntity>(EventPartitions.Of(program, id), EventPartitions.RowKey(id), [EventRows.Hash], cancellationToken);
            return row.HasValue ? [(id, row.Value!.GetString(EventRows.Hash))] : [];
        }

        var queries = ids.GroupBy(id => EventPartitions.Of(program, id)).SelectMany(bucket => bucket.Chunk(MostInFilter).Select(chunk => (bucket.Key, chunk)));
        var found = await Task.WhenAll(queries.Select(query => QueryAsync(query.Key, query.chunk, [nameof(TableEntity.RowKey), EventRows.Hash], cancellationToken)));
        return [.. found.SelectMany(rows => rows).Select(row => (EventPartitions.IdOf(row.RowKey), row.GetString(EventRows.Hash)))];
    }

    /// <summary>
    /// Adds the events that are new. Answers those that are still to be applied: the new ones, and those that were added before and
    /// not finished. An event whose id was taken by another content is stored beside it as rejected.
    /// </summary>
    public async Task<IReadOnlyList<TrackingEvent>> ClaimAsync(IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        var buckets = events.DistinctBy(one => (one.Program, one.Id)).GroupBy(one => EventPartitions.Of(one.Program, one.Id)).SelectMany(bucket => bucket.Chunk(MostInTransaction));
        var claimed = await Task.WhenAll(buckets.Select(chunk => ClaimChunkAsync(chunk, cancellationToken)));
        return [.. claimed.SelectMany(chunk => chunk)];
    }

    /// <summary>Stores events whose ids were taken by another content beside it, as rejected. Told again, it changes nothing.</summary>
    public Task RefuseAsync(IReadOnlyList<TrackingEvent> refused, CancellationToken cancellationToken)
    {
        var partitions = refused.Select(EventRows.Taken).DistinctBy(row => row.RowKey).GroupBy(row => row.PartitionKey);
        return Task.WhenAll(partitions.SelectMany(rows => rows.Chunk(MostInTransaction)).Select(chunk =>
            Rows.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken)));
    }

    /// <summary>
    /// Opens an event for another try, perhaps with a mended body; false when it was changed since it was read. Its sender still knows
    /// it by what was sent first.
    /// </summary>
    public async Task<bool> ReopenAsync(StoredEvent stored, TrackingEvent next, CancellationToken cancellationToken)
    {
        var row = EventRows.Accepted(next);
        row[EventRows.Hash] = stored.SentHash;
        try
        {
            await Rows.UpdateEntityAsync(row, stored.Version!.Value, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    /// <summary>
    /// Stores what became of events; told again, it changes nothing. Of one that is told twice, as a refund that waited for a sale of the
    /// same message, the last word counts.
    /// </summary>
    public Task FinishAsync(IReadOnlyList<StoredEvent> finished, CancellationToken cancellationToken)
        => Task.WhenAll(finished.GroupBy(one => one.Event.Id).Select(told => told.Last()).GroupBy(one => EventPartitions.Of(one.Event.Program, one.Event.Id)).SelectMany(bucket => bucket.Chunk(MostInTransaction)).Select(chunk =>
            Rows.SubmitTransactionAsync(
                chunk.Select(one => new TableTransactionAction(TableTransactionActionType.UpsertMerge, EventRows.Outcome(one))), cancellationToken)));

    /// <summary>The event, or null.</summary>
    public async Task<StoredEvent?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(EventPartitions.Of(program, id), EventPartitions.RowKey(id), cancellationToken: cancellationToken);
        return row.HasValue ? EventRows.Read(row.Value!) : null;
    }

    /// <summary>The events that occurred from a time until before another.</summary>
    public IAsyncEnumerable<StoredEvent> ListAsync(ProgramSlug program, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
        => PageAsync(program, new EventFilter { From = from, Before = to }, after: null, cancellationToken).Select(one => one.Event);

    /// <summary>The events of a kind and a status, after the given position, in the order of their rows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">Which ones.</param>
    /// <param name="after">The position of the last one before, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Position, StoredEvent Event)> PageAsync(
        ProgramSlug program, EventFilter wanted, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (mark, filter) in EventPartitions.Queries(program, wanted, after))
        {
            await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                yield return (mark + row.RowKey, EventRows.Read(row));
            }
        }
    }

    private async Task<IReadOnlyList<TrackingEvent>> ClaimChunkAsync(TrackingEvent[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(chunk.Select(one => new TableTransactionAction(TableTransactionActionType.Add, EventRows.Accepted(one))), cancellationToken);
            return chunk;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            var open = new List<TrackingEvent>();
            foreach (var one in chunk)
            {
                if (await ClaimOneAsync(one, cancellationToken))
                {
                    open.Add(one);
                }
            }

            return open;
        }
    }

    private async Task<bool> ClaimOneAsync(TrackingEvent one, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(EventRows.Accepted(one), cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            var stored = await Rows.GetEntityAsync<TableEntity>(EventPartitions.Of(one.Program, one.Id), EventPartitions.RowKey(one.Id), cancellationToken: cancellationToken);
            if (one.Attempt > 0 || stored.Value.GetString(EventRows.Hash) == one.BodyHash)
            {
                return EventRows.StatusOf(stored.Value) == EventStatus.Accepted && EventRows.AttemptOf(stored.Value) == one.Attempt;
            }

            await RefuseAsync([one], cancellationToken);
            return false;
        }
    }

    private async Task<List<TableEntity>> QueryAsync(string partition, EventId[] ids, string[] columns, CancellationToken cancellationToken)
    {
        var keys = string.Join(" or ", ids.Select(id => TableClient.CreateQueryFilter($"RowKey eq {EventPartitions.RowKey(id)}")));
        var rows = new List<TableEntity>();
        await foreach (var row in Rows.QueryAsync<TableEntity>($"{TableClient.CreateQueryFilter($"PartitionKey eq {partition}")} and ({keys})", select: columns, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
