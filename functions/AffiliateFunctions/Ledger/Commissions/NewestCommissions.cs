using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>
/// Reads the newest commissions of a partner. Storage lists rows in ascending order only, so they are read in windows of
/// time from the end. A window with more rows than one response holds is followed by a shorter one after the rows that
/// the response had, and a window with too few rows by a longer one before it.
/// </summary>
internal sealed class NewestCommissions(StorageTables tables)
{
    private const int MaxRequests = 8;
    private const int WantedRows = 300;
    private const int Widening = 16;
    private static readonly TimeSpan FirstWindow = TimeSpan.FromDays(7);

    // Windows are not narrowed further: a moment with more than a thousand commissions is read in several requests.
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    /// <summary>Returns a page.</summary>
    public async Task<(IReadOnlyList<Commission> Commissions, CommissionId? Older)> PageAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionSearch search,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Commission>();
        var (end, window, floor) = (EndOf(search), FirstWindow, search.From);
        for (var requests = 0; requests < MaxRequests && end > search.From; requests++)
        {
            var begin = end - floor < window ? floor : end - window;
            var (rows, isWhole) = await ReadAsync(
                FilterOf(search, begin, end).Query(LedgerKeys.Partition(program, partner)),
                readsAll: window <= ShortestWindow,
                cancellationToken
            );
            if (!isWhole)
            {
                (floor, window) = Narrower(rows, begin, end);
                continue;
            }

            found.AddRange(rows.Reverse());
            if (found.Count > search.Limit)
            {
                var page = found[..search.Limit];
                return (page, page[^1].Id);
            }

            floor = begin <= floor ? search.From : floor;
            (end, window) = (begin, window * Widening);
        }

        return (found, end > search.From ? CommissionId.Parse(CommissionIds.LeastAt(end)) : null);
    }

    // A place is the id of a commission, which contains its time.
    private static DateTimeOffset EndOf(CommissionSearch search) =>
        search.Older is { } older && CommissionIds.TimeOf(older) is { } at && at < search.Before
            ? at.AddMilliseconds(1)
            : search.Before;

    private static CommissionFilter FilterOf(CommissionSearch search, DateTimeOffset begin, DateTimeOffset end) =>
        new()
        {
            Status = search.Status,
            From = begin,
            Before = end,
            Older = search.Older is { } older ? LedgerKeys.Commission(older) : null,
        };

    // The rows that were read are the oldest ones of the window, so newer ones follow them, about as close to each other.
    private static (DateTimeOffset Floor, TimeSpan Window) Narrower(
        IReadOnlyList<Commission> rows,
        DateTimeOffset begin,
        DateTimeOffset end
    )
    {
        if (rows.Count == 0)
        {
            return (begin, ShortestWindow);
        }

        var (first, last) = (TimeOf(rows[0]), TimeOf(rows[^1]));
        var window = new[] { (last - first) / rows.Count * WantedRows, (end - last) / 2 }.Min();
        return (last, window > ShortestWindow ? window : ShortestWindow);
    }

    private static DateTimeOffset TimeOf(Commission commission) =>
        CommissionIds.TimeOf(commission.Id) ?? commission.OccurredAt;

    // One response has a thousand rows at most.
    private async Task<(IReadOnlyList<Commission> Rows, bool IsWhole)> ReadAsync(
        string query,
        bool readsAll,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<TableEntity>();
        await foreach (
            var page in tables[LedgerKeys.Table]
                .QueryAsync<TableEntity>(
                    query,
                    select: CommissionRow.WithoutTrace,
                    cancellationToken: cancellationToken
                )
                .AsPages()
        )
        {
            rows.AddRange(page.Values);
            if (page.ContinuationToken is not null && !readsAll)
            {
                return ([.. rows.Select(CommissionRow.Read)], false);
            }
        }

        return ([.. rows.Select(CommissionRow.Read)], true);
    }
}
