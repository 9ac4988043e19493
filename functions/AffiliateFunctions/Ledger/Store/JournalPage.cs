using Affiliate.Domain.Ledger;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>The transactions that were stored together.</summary>
/// <param name="Number">The page's number in the partner's journal, from 1.</param>
/// <param name="Transactions">The transactions, in the order of their posting.</param>
internal sealed record JournalPage(long Number, IReadOnlyList<LedgerTransaction> Transactions);
