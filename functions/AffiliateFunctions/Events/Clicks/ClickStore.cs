using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// Stores link clicks in the table <c>events</c>; most of these clicks are only counted. A page of many clicks is
/// stored in one transaction with the number of clicks of each partner. That number is removed once it is counted in
/// the partners' ledgers.
/// </summary>
public sealed class ClickStore(StorageTables tables)
{
    private const int MaxInTransaction = 100;
    private const string Counts = "counts";
    private const string LinkCounts = "links";
    private const string At = "at";
    private const string CountRowsEnd = "count;";

    private TableClient Rows => tables[EventStore.Table];

    /// <summary>
    /// Adds clicks, those by bots as rejected. Adding the same group of clicks again changes nothing.
    /// </summary>
    public Task AddAsync(IEnumerable<LinkClick> clicks, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.WhenAll(
            ClickPages.RowsOf(clicks, now).Select(page => AddPageAsync(page.Row, page.Clicks, cancellationToken))
        );

    /// <summary>Finds the click; null if there is none.</summary>
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

    /// <summary>Returns the clicks of a day, UTC, that are not counted in a ledger yet.</summary>
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

    /// <summary>Removes numbers of clicks that are counted in the ledgers.</summary>
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
            // The page is stored already, and the response of the first attempt was lost.
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
                clicks.CountBy(click => click.Partner).ToDictionary(pair => pair.Key.Value, pair => pair.Value)
            );
            if (clicks.Any(click => click.Origin?.Link is not null))
            {
                counts.SetJson(LinkCounts, CountByLink(clicks));
            }

            yield return counts;
        }
    }

    private static Dictionary<string, Dictionary<string, int>> CountByLink(IReadOnlyList<LinkClick> clicks) =>
        clicks
            .Where(click => click.Origin?.Link is not null)
            .GroupBy(click => click.Partner.Value)
            .ToDictionary(own => own.Key, own => own.CountBy(click => click.Origin!.Link!).ToDictionary());

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
                .ToDictionary(pair => PartnerId.Parse(pair.Key), pair => pair.Value)
        )
        {
            ByLink = row.ContainsKey(LinkCounts)
                ? row.GetJson<Dictionary<string, Dictionary<string, int>>>(LinkCounts)
                    .ToDictionary(
                        pair => PartnerId.Parse(pair.Key),
                        IReadOnlyDictionary<string, int> (pair) => pair.Value
                    )
                : [],
        };

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
            // Another instance counts the same clicks and has removed some of these rows first.
            await Task.WhenAll(
                chunk.Select(clicks =>
                    Rows.DeleteEntityAsync(clicks.Row.PartitionKey, clicks.Row.RowKey, ETag.All, cancellationToken)
                )
            );
        }
    }
}

/// <summary>Clicks that were stored together and are not counted in a ledger yet.</summary>
/// <param name="Row">The row of the clicks.</param>
/// <param name="Name">The id of their effect.</param>
/// <param name="At">When the clicks occurred, all on one day.</param>
/// <param name="ByPartner">The number of clicks of each partner.</param>
public sealed record PendingClicks(
    TableEntity Row,
    EventId Name,
    DateTimeOffset At,
    IReadOnlyDictionary<PartnerId, int> ByPartner
)
{
    /// <summary>The number of clicks of each partner's named links, by code.</summary>
    public IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, int>> ByLink { get; init; } =
        new Dictionary<PartnerId, IReadOnlyDictionary<string, int>>();
}
