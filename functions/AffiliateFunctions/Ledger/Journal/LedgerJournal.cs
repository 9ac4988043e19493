using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Journal;

/// <summary>Reads the journals of the partners from the table <c>ledger</c>.</summary>
internal sealed class LedgerJournal(LedgerStore store, LedgerRanges ranges) : ILedgerJournal
{
    public IAsyncEnumerable<PartnerId> PartnersAsync(
        ProgramSlug program,
        PartnerId? after,
        CancellationToken cancellationToken
    ) => store.PartnersAsync(program, after, cancellationToken).Where(partner => partner != after);

    public async IAsyncEnumerable<JournalEntry> EntriesAsync(
        ProgramSlug program,
        PartnerId partner,
        LedgerPosition after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in store.JournalAsync(program, partner, after.Page, cancellationToken))
        {
            foreach (var entry in JournalExcerpt.EntriesOf(page).Where(entry => !entry.Before.IsBefore(after)))
            {
                yield return entry;
            }
        }
    }

    public async Task<IReadOnlyDictionary<PartnerId, JournalExcerpt>> RecentAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var condition = RecentSince(since);
        if (await ranges.ReadAsync(program, partners, condition, cancellationToken) is not { } rows)
        {
            return new Dictionary<PartnerId, JournalExcerpt>();
        }

        var excerpts = partners.ToDictionary(partner => partner, _ => new JournalExcerpt());
        await foreach (var (partner, row) in rows)
        {
            Add(excerpts[partner], row);
        }

        return excerpts;
    }

    // Statements describe commissions that were granted since that time. Others are few and are read one by one.
    private static string RecentSince(DateTimeOffset since)
    {
        var (pages, commissions) = (LedgerKeys.Journal, LedgerKeys.Commissions);
        var first = commissions.Row(CommissionIds.LeastAt(since));
        return "("
            + TableClient.CreateQueryFilter(
                $"RowKey eq {LedgerKeys.Head} or (RowKey ge {pages.First} and RowKey lt {pages.End} and at ge {since})"
            )
            + TableClient.CreateQueryFilter($" or (RowKey ge {first} and RowKey lt {commissions.End})")
            + ")";
    }

    private static void Add(JournalExcerpt excerpt, TableEntity row)
    {
        if (row.RowKey == LedgerKeys.Head)
        {
            excerpt.Pages = row.GetJson<LedgerHead>("data").Pages;
        }
        else if (row.RowKey.StartsWith(LedgerKeys.Journal.First, StringComparison.Ordinal))
        {
            excerpt.Add(JournalRow.Of(row).Read());
        }
        else
        {
            var commission = CommissionRow.Read(row);
            excerpt.Labels[commission.Id] = LabelOf(commission);
        }
    }

    public async Task<IReadOnlyDictionary<CommissionId, CommissionLabel>> DescribeAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyCollection<CommissionId> commissions,
        CancellationToken cancellationToken
    ) =>
        commissions.Count == 0
            ? new Dictionary<CommissionId, CommissionLabel>()
            : (await store.FindCommissionsAsync(program, partner, commissions, cancellationToken)).ToDictionary(
                found => found.Key,
                found => LabelOf(found.Value)
            );

    private static CommissionLabel LabelOf(Commission commission) =>
        new(CommissionText.Of(commission), commission.Corrects is not null);
}
