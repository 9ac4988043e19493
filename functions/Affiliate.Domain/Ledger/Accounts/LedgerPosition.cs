namespace Affiliate.Domain.Ledger.Accounts;

/// <summary>A place in one partner's journal: everything before it was read.</summary>
/// <param name="Page">The number of pages that were read whole.</param>
/// <param name="Transactions">The number of transactions that were read of the next page.</param>
public sealed record LedgerPosition(long Page, int Transactions)
{
    /// <summary>The place before the first transaction.</summary>
    public static LedgerPosition Start { get; } = new(0, 0);

    /// <summary>Whether this place is before another.</summary>
    public bool IsBefore(LedgerPosition other) =>
        Page < other.Page || (Page == other.Page && Transactions < other.Transactions);
}

/// <summary>A transaction with its place in the partner's journal.</summary>
/// <param name="Page">The number of the page, from 1.</param>
/// <param name="Index">The index of the transaction on the page, from 0.</param>
/// <param name="Transaction">The transaction.</param>
public sealed record JournalEntry(long Page, int Index, LedgerTransaction Transaction)
{
    /// <summary>The place before the transaction.</summary>
    public LedgerPosition Before => new(Page - 1, Index);

    /// <summary>The place after the transaction.</summary>
    public LedgerPosition After => new(Page - 1, Index + 1);
}
