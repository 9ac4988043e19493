using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// The clicks of ours in the table <c>events</c>, which mostly only count: a page of many is stored in a transaction
/// together with how many of them are whose. That number is removed when it has been counted in the partners' ledgers.
/// </summary>
public sealed class ClickStore(StorageTables tables)
{
    private const int MaxInTransaction = 100;
    private const string Counts = "counts";
    private const string At = "at";
    private const string CountRowsEnd = "count;";

    private TableClient Rows => tables[EventStore.Table];

    /// <summary>
    /// Adds clicks, those of bots as rejected. The same ones told again, all together, change nothing.
    /// </summary>
    public Task AddAsync(IEnumerable<LinkClick> clicks, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.WhenAll(
            ClickPages.RowsOf(clicks, now).Select(page => AddPageAsync(page.Row, page.Clicks, cancellationToken))
        );

    /// <summary>The click, or null.</summary>
    public async Task<StoredEvent?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken)
    {
        await foreach (
            var page in Rows.QueryAsync<TableEntity>(
                ClickPages.QueryFor(program, id),
                cancellationToken: cancellationToken
            )
        )
        {
            if (ClickPages.Read(page).FirstOrDefault(storedEvent => storedEvent.Event.Id == id) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>What was clicked on a day, UTC, and is in no ledger yet.</summary>
    public async Task<IReadOnlyList<PendingClicks>> PendingAsync(
        ProgramSlug program,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var read = await Task.WhenAll(
            EventPartitions.OfClicks(program, day).Select(partition => PendingAsync(partition, cancellationToken))
        );
        return [.. read.SelectMany(rows => rows)];
    }

    /// <summary>Forgets what is in the ledgers.</summary>
    public Task RemoveAsync(IReadOnlyList<PendingClicks> counted, CancellationToken cancellationToken) =>
        Task.WhenAll(
            counted
                .GroupBy(pendingClicks => pendingClicks.Row.PartitionKey)
                .SelectMany(own => own.Chunk(MaxInTransaction))
                .Select(chunk => RemoveChunkAsync(chunk, cancellationToken))
        );

    private async Task AddPageAsync(
        TableEntity page,
        IReadOnlyList<LinkClick> clicks,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Rows.SubmitTransactionAsync(
                RowsOf(page, clicks).Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // It is there, and what said so was lost.
        }
    }

    private static IEnumerable<TableEntity> RowsOf(TableEntity page, IReadOnlyList<LinkClick> clicks)
    {
        yield return page;
        if (EventRows.StatusOf(page) == EventStatus.Applied)
        {
            var counts = new TableEntity(
                page.PartitionKey,
                EventPartitions.CountRows + EventPartitions.IdOf(page.RowKey)
            )
            {
                [At] = clicks[0].Visit.At,
            };
            counts.SetJson(
                Counts,
                clicks.CountBy(click => click.Partner).ToDictionary(pair => pair.Key.Value, entry => entry.Value)
            );
            yield return counts;
        }
    }

    private async Task<List<PendingClicks>> PendingAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {EventPartitions.CountRows} and RowKey lt {CountRowsEnd}"
        );
        return await Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(PendingOf)
            .ToListAsync(cancellationToken);
    }

    private static PendingClicks PendingOf(TableEntity row) =>
        new(
            row,
            EventId.Parse($"clicks:{row.RowKey[EventPartitions.CountRows.Length..]}"),
            row.GetDateTimeOffset(At)!.Value,
            row.GetJson<Dictionary<string, int>>(Counts)
                .ToDictionary(pair => PartnerId.Parse(pair.Key), entry => entry.Value)
        );

    private async Task RemoveChunkAsync(PendingClicks[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(
                chunk.Select(pendingClicks => new TableTransactionAction(
                    TableTransactionActionType.Delete,
                    pendingClicks.Row,
                    ETag.All
                )),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            // Another instance counts the same and was quicker with some of them.
            await Task.WhenAll(
                chunk.Select(clicks =>
                    Rows.DeleteEntityAsync(clicks.Row.PartitionKey, clicks.Row.RowKey, ETag.All, cancellationToken)
                )
            );
        }
    }
}

/// <summary>Clicks that were stored together and are in no ledger yet.</summary>
/// <param name="Row">Their row.</param>
/// <param name="Name">What names their effect.</param>
/// <param name="At">When they were, all on one day.</param>
/// <param name="ByPartner">How many are whose.</param>
public sealed record PendingClicks(
    TableEntity Row,
    EventId Name,
    DateTimeOffset At,
    IReadOnlyDictionary<PartnerId, int> ByPartner
);
