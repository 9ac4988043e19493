using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>The transactions that were stored together.</summary>
/// <param name="Number">The page's number in the partner's journal, from 1.</param>
/// <param name="Transactions">The transactions, in the order of their posting.</param>
public sealed record JournalPage(long Number, IReadOnlyList<LedgerTransaction> Transactions);

/// <summary>A page as it is stored, which a verification cannot take for readable.</summary>
/// <param name="Number">The page's number.</param>
/// <param name="Row">Its row.</param>
public sealed record JournalRow(long Number, TableEntity Row)
{
    /// <summary>Reads the page.</summary>
    public JournalPage Read() => new(Number, Row.GetJson<IReadOnlyList<LedgerTransaction>>("data"));
}
