using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// Reads the excerpts of many partners together; see <see cref="LedgerRanges"/>.
/// </summary>
internal sealed class PayoutExcerpts(LedgerRanges ranges)
{
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
        var condition = ConditionOf(period, matureBy);
        if (await ranges.ReadAsync(program, partners, condition, cancellationToken) is not { } rows)
        {
            return new Dictionary<PartnerId, PayoutExcerpt>();
        }

        var excerpts = partners.ToDictionary(
            partner => partner,
            _ => new PayoutExcerpt(period, hasPayable: matureBy is not null)
        );
        await foreach (var (partner, row) in rows)
        {
            Add(excerpts[partner], row);
        }

        return excerpts;
    }

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
