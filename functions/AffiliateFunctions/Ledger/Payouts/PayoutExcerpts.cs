using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// Reads the excerpts of many partners in pages of 1,000 rows instead of one partner at a time. The query covers the
/// range of partitions from the first partner to the last one.
/// </summary>
internal sealed class PayoutExcerpts(LedgerStore store)
{
    // The storage service reads the whole range. Partners that are not wanted cost time there, so that a range with
    // many of them is not read.
    private const int MaxPassedOver = 4;

    /// <summary>
    /// Returns the excerpts by partner. Returns none if the partners are too few, or too far from each other; they are
    /// then read one by one.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partners">The partners.</param>
    /// <param name="period">The period of the payout.</param>
    /// <param name="matureBy">Also reads the commissions that are payable or become payable by this time; null reads
    /// only the lines of the payout.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyDictionary<PartnerId, PayoutExcerpt>> ReadAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        Period period,
        DateTimeOffset? matureBy,
        CancellationToken cancellationToken
    )
    {
        var excerpts = new Dictionary<PartnerId, PayoutExcerpt>();
        if (partners.Count < 2)
        {
            return excerpts;
        }

        var (first, last) = RangeOf(partners);
        if (!await IsDenseAsync(program, first, last, partners.Count, cancellationToken))
        {
            return excerpts;
        }

        foreach (var partner in partners)
        {
            excerpts[partner] = new PayoutExcerpt(period, hasPayable: matureBy is not null);
        }

        var rows = store.RowsAsync(program, first, last, ConditionOf(period, matureBy), cancellationToken);
        await foreach (var (partner, row) in rows)
        {
            if (excerpts.TryGetValue(partner, out var excerpt))
            {
                Add(excerpt, row);
            }
        }

        return excerpts;
    }

    private async Task<bool> IsDenseAsync(
        ProgramSlug program,
        PartnerId first,
        PartnerId last,
        int wanted,
        CancellationToken cancellationToken
    )
    {
        var max = wanted * MaxPassedOver;
        var between = await store
            .PartnersAsync(program, first, cancellationToken)
            .TakeWhile(partner => string.CompareOrdinal(partner.Value, last.Value) <= 0)
            .Take(max + 1)
            .CountAsync(cancellationToken);
        return between <= max;
    }

    private static (PartnerId First, PartnerId Last) RangeOf(IReadOnlyCollection<PartnerId> partners) =>
        (
            partners.MinBy(partner => partner.Value, StringComparer.Ordinal),
            partners.MaxBy(partner => partner.Value, StringComparer.Ordinal)
        );

    private static string ConditionOf(Period period, DateTimeOffset? matureBy)
    {
        var range = LedgerKeys.Commissions;
        var lines = TableClient.CreateQueryFilter($"{period.Value}");
        var wanted = $"{CommissionRow.Payout} eq {lines}";
        if (matureBy is { } asOf)
        {
            var due = TableClient.CreateQueryFilter($"due le {asOf}");
            wanted += $" or {CommissionRow.Status} eq 'payable' or ({CommissionRow.Status} eq 'pending' and {due})";
        }

        var rows = TableClient.CreateQueryFilter(
            $"RowKey eq {LedgerKeys.Head} or RowKey eq {LedgerKeys.Payout(period)}"
        );
        var commissions = TableClient.CreateQueryFilter($"RowKey ge {range.First} and RowKey lt {range.End}");
        return $"({rows} or ({commissions} and ({wanted})))";
    }

    private static void Add(PayoutExcerpt excerpt, TableEntity row)
    {
        if (row.RowKey == LedgerKeys.Head)
        {
            excerpt.Head = row.GetJson<LedgerHead>("data") with { Version = row.ETag };
        }
        else if (row.RowKey == LedgerKeys.Payout(excerpt.Period))
        {
            excerpt.Payout = row.GetJson<ReservedPayout>("data");
        }
        else
        {
            excerpt.Commissions.Add(CommissionRow.Read(row));
        }
    }
}
