using System.Globalization;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>A page of the journal: transactions that were stored together.</summary>
/// <param name="Number">The page's number in the partner's journal, from 1.</param>
/// <param name="Transactions">The transactions, in the order of posting.</param>
public sealed record JournalPage(long Number, IReadOnlyList<LedgerTransaction> Transactions);

/// <summary>A stored page, which may be unreadable when it is verified.</summary>
/// <param name="Number">The page's number.</param>
/// <param name="Row">The page's row.</param>
public sealed record JournalRow(long Number, TableEntity Row)
{
    /// <summary>The row of a page.</summary>
    internal static JournalRow Of(TableEntity row) =>
        new(long.Parse(row.RowKey.AsSpan(LedgerKeys.Journal.First.Length), CultureInfo.InvariantCulture), row);

    /// <summary>Reads the page.</summary>
    public JournalPage Read() => new(Number, Row.GetJson<IReadOnlyList<LedgerTransaction>>("data"));
}
