using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>
/// The clicks of ours in the table <c>events</c>, which mostly only count: they are stored with what became of them at once, up to 99 in
/// a transaction together with how many of them are whose. That number is removed when it has been counted in the partners' ledgers.
/// </summary>
internal sealed class ClickStore(StorageTables tables)
{
    private const int MostClicks = 99;
    private const string Counts = "counts";
    private const string At = "at";
    private const string CountRowsEnd = "count;";

    private TableClient Rows => tables[EventStore.Table];

    /// <summary>Adds clicks; those that are there already change nothing.</summary>
    public Task AddAsync(IReadOnlyList<StoredEvent> clicks, CancellationToken cancellationToken)
        => Task.WhenAll(clicks.DistinctBy(one => one.Event.Id).GroupBy(one => EventPartitions.Of(one.Event.Program, one.Event.Id))
            .SelectMany(own => own.Chunk(MostClicks).Select(chunk => AddChunkAsync(own.Key, chunk, cancellationToken))));

    /// <summary>What was clicked on a day, UTC, and is in no ledger yet.</summary>
    public async Task<IReadOnlyList<PendingClicks>> PendingAsync(ProgramSlug program, DateOnly day, CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(EventPartitions.OfClicks(program, day).Select(partition => PendingAsync(partition, cancellationToken)));
        return [.. read.SelectMany(rows => rows)];
    }

    /// <summary>Forgets what is in the ledgers.</summary>
    public Task RemoveAsync(IReadOnlyList<PendingClicks> counted, CancellationToken cancellationToken)
        => Task.WhenAll(counted.GroupBy(one => one.Row.PartitionKey).SelectMany(own => own.Chunk(MostClicks)).Select(chunk => RemoveChunkAsync(chunk, cancellationToken)));

    private async Task AddChunkAsync(string partition, StoredEvent[] chunk, CancellationToken cancellationToken)
    {
        for (var missing = chunk; missing.Length > 0; missing = await MissingAsync(partition, missing, cancellationToken))
        {
            try
            {
                await Rows.SubmitTransactionAsync(RowsOf(partition, missing).Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Some are there, mostly all of them: the message came again.
            }
        }
    }

    private static IEnumerable<TableEntity> RowsOf(string partition, StoredEvent[] clicks)
    {
        var counted = clicks.Where(one => one is { Status: EventStatus.Applied, Partner: not null }).ToList();
        if (counted.Count > 0)
        {
            var counts = new TableEntity(partition, EventPartitions.CountRows + clicks[0].Event.Id) { [At] = counted[0].Event.At };
            counts.SetJson(Counts, counted.CountBy(one => one.Partner!.Value).ToDictionary(one => one.Key.Value, one => one.Value));
            yield return counts;
        }

        foreach (var one in clicks)
        {
            yield return EventRows.Finished(one);
        }
    }

    private async Task<StoredEvent[]> MissingAsync(string partition, StoredEvent[] chunk, CancellationToken cancellationToken)
    {
        var keys = chunk.Select(one => EventPartitions.RowKey(one.Event.Id)).Order(StringComparer.Ordinal).ToList();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {keys[0]} and RowKey le {keys[^1]}");
        var there = await Rows.QueryAsync<TableEntity>(filter, select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken).Select(row => row.RowKey).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        return [.. chunk.Where(one => !there.Contains(EventPartitions.RowKey(one.Event.Id)))];
    }

    private async Task<List<PendingClicks>> PendingAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {EventPartitions.CountRows} and RowKey lt {CountRowsEnd}");
        return await Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Select(PendingOf).ToListAsync(cancellationToken);
    }

    private static PendingClicks PendingOf(TableEntity row) => new(
        row,
        EventId.Parse($"clicks:{row.RowKey[EventPartitions.CountRows.Length..]}"),
        row.GetDateTimeOffset(At)!.Value,
        row.GetJson<Dictionary<string, int>>(Counts).ToDictionary(one => PartnerId.Parse(one.Key), one => one.Value));

    private async Task RemoveChunkAsync(PendingClicks[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(chunk.Select(one => new TableTransactionAction(TableTransactionActionType.Delete, one.Row, ETag.All)), cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            // Another instance counts the same and was quicker with some of them.
            await Task.WhenAll(chunk.Select(one => Rows.DeleteEntityAsync(one.Row.PartitionKey, one.Row.RowKey, ETag.All, cancellationToken)));
        }
    }
}

/// <summary>Clicks that were stored together and are in no ledger yet.</summary>
/// <param name="Row">Their row.</param>
/// <param name="Name">What names their effect.</param>
/// <param name="At">When they were, all on one day.</param>
/// <param name="ByPartner">How many are whose.</param>
internal sealed record PendingClicks(TableEntity Row, EventId Name, DateTimeOffset At, IReadOnlyDictionary<PartnerId, int> ByPartner);
