using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;

namespace AffiliateFunctions.Ledger;

/// <summary>Reads the transactions of partners in the order of posting, for statements and accounting.</summary>
public interface ILedgerJournal
{
    /// <summary>Lists the partners that have a ledger, by id, after the given one.</summary>
    IAsyncEnumerable<PartnerId> PartnersAsync(
        ProgramSlug program,
        PartnerId? after,
        CancellationToken cancellationToken
    );

    /// <summary>Lists the transactions of one partner after a place of the journal, in the order of posting.</summary>
    IAsyncEnumerable<JournalEntry> EntriesAsync(
        ProgramSlug program,
        PartnerId partner,
        LedgerPosition after,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Returns what was posted since a time for partners that follow each other in the order of ids, by partner.
    /// Returns nothing if they are too few or too far from each other; they are then read one by one.
    /// </summary>
    Task<IReadOnlyDictionary<PartnerId, JournalExcerpt>> RecentAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the texts of commissions as statements show them. Unknown ids are left out.</summary>
    Task<IReadOnlyDictionary<CommissionId, CommissionLabel>> DescribeAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyCollection<CommissionId> commissions,
        CancellationToken cancellationToken
    );
}
