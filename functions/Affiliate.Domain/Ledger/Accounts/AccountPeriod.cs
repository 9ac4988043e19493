namespace Affiliate.Domain.Ledger.Accounts;

/// <summary>The totals of a partner's accounts at the beginning and at the end of a period.</summary>
/// <param name="From">The place of the journal at which the period begins.</param>
/// <param name="To">The place at which the period ends.</param>
/// <param name="Opening">The totals at the beginning.</param>
/// <param name="Closing">The totals at the end.</param>
public sealed record AccountSpan(LedgerPosition From, LedgerPosition To, Balance Opening, Balance Closing);

/// <summary>The transactions of a partner in one period, with the totals before and after them.</summary>
/// <param name="Span">The totals.</param>
/// <param name="Transactions">The transactions, in the order of the journal.</param>
public sealed record AccountPeriod(AccountSpan Span, IReadOnlyList<LedgerTransaction> Transactions)
{
    /// <summary>Whether the period has no transaction, and nothing is owed or held.</summary>
    public bool IsEmpty =>
        Transactions.Count == 0 && Span.Closing is { Held: 0, Pending: 0, Payable: 0, InPayout: 0, Negative: 0 };
}

/// <summary>
/// Reads the part of a journal that belongs to a period. A period ends before the first transaction that was posted at
/// or after its end. The journal is append-only, so this place never changes once such a transaction exists; before
/// that, the place at which a statement was frozen is kept.
/// </summary>
public sealed class AccountPeriodReader
{
    private readonly DateTimeOffset end;
    private readonly LedgerPosition? limit;
    private readonly List<LedgerTransaction> transactions = [];
    private DateTimeOffset? begin;
    private LedgerPosition from;
    private LedgerPosition to;
    private Balance opening;
    private Balance closing;

    /// <summary>Begins to read.</summary>
    /// <param name="earlier">The last known period before, or null. The entries after its end are added.</param>
    /// <param name="begin">
    /// The beginning of the period; null if the period before is the <paramref name="earlier"/> one. Every added entry
    /// then belongs to the period or to a later one.
    /// </param>
    /// <param name="end">The end of the period.</param>
    /// <param name="limit">The place at which the next period is known to begin, or null.</param>
    public AccountPeriodReader(
        AccountSpan? earlier,
        DateTimeOffset? begin,
        DateTimeOffset end,
        LedgerPosition? limit = null
    )
    {
        (this.begin, this.end, this.limit) = (begin, end, limit);
        from = to = earlier?.To ?? LedgerPosition.Start;
        opening = closing = earlier?.Closing ?? Balance.Zero;
    }

    /// <summary>Begins to read a period whose totals are known.</summary>
    public static AccountPeriodReader Of(AccountSpan span, DateTimeOffset end) =>
        new(new AccountSpan(span.From, span.From, span.Opening, span.Opening), begin: null, end, span.To);

    /// <summary>The place after the entries that were added: the next one is added from here.</summary>
    public LedgerPosition Place => to;

    /// <summary>Adds the next entry of the journal.</summary>
    /// <returns>False if the entry, and each one after it, belongs to a later period.</returns>
    public bool TryAdd(JournalEntry entry)
    {
        if (limit is not null && !entry.Before.IsBefore(limit))
        {
            return false;
        }

        if (begin is { } first && entry.Transaction.At >= first)
        {
            begin = null;
        }

        if (limit is null && entry.Transaction.At >= end)
        {
            return false;
        }

        closing = closing.After(entry.Transaction);
        to = entry.After;
        if (begin is null)
        {
            transactions.Add(entry.Transaction);
        }
        else
        {
            (opening, from) = (closing, to);
        }

        return true;
    }

    /// <summary>Returns the period.</summary>
    public AccountPeriod Read() => new(new AccountSpan(from, to, opening, closing), transactions);
}
