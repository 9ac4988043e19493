using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Journal;

/// <summary>Reads the journals of the partners from the table <c>ledger</c>.</summary>
internal sealed class LedgerJournal(LedgerStore store) : ILedgerJournal
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
            foreach (var (index, transaction) in page.Transactions.Index())
            {
                var entry = new JournalEntry(page.Number, index, transaction);
                if (!entry.Before.IsBefore(after))
                {
                    yield return entry;
                }
            }
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
                found => new CommissionLabel(CommissionText.Of(found.Value), found.Value.Corrects is not null)
            );
}
