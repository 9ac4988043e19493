namespace Affiliate.Domain.Ledger;

/// <summary>The account totals of one partner, in minor units: the result of replaying all postings.</summary>
/// <param name="CommissionExpense">Granted and not reversed, with a negative sign.</param>
/// <param name="Held">Held for a decision.</param>
/// <param name="Pending">Within the hold days.</param>
/// <param name="Payable">Due for payment.</param>
/// <param name="InPayout">Reserved for a payout.</param>
/// <param name="Paid">Paid so far.</param>
/// <param name="Negative">Reversed after payment and not yet offset by new commissions: zero or less.</param>
public sealed record Balance(
    long CommissionExpense,
    long Held,
    long Pending,
    long Payable,
    long InPayout,
    long Paid,
    long Negative
)
{
    /// <summary>The balance before the first posting.</summary>
    public static Balance Zero { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Returns the balance after all given transactions.</summary>
    public static Balance Replay(IEnumerable<LedgerTransaction> transactions) =>
        transactions.Aggregate(Zero, (balance, next) => balance.After(next));

    /// <summary>Returns the balance after one more transaction.</summary>
    public Balance After(LedgerTransaction transaction) =>
        transaction.Postings.Aggregate(this, (balance, posting) => balance.With(posting.Account, posting.Amount));

    /// <summary>Returns the total of one account.</summary>
    public long On(Account account) =>
        account switch
        {
            Account.CommissionExpense => CommissionExpense,
            Account.Held => Held,
            Account.Pending => Pending,
            Account.Payable => Payable,
            Account.InPayout => InPayout,
            Account.Paid => Paid,
            Account.Negative => Negative,
            _ => throw new ArgumentOutOfRangeException(nameof(account), account, "Not an account."),
        };

    /// <summary>Returns the balance with the amount added to one account.</summary>
    /// <exception cref="OverflowException">The total does not fit in 64 bits.</exception>
    internal Balance With(Account account, long amount) =>
        checked(
            account switch
            {
                Account.CommissionExpense => this with { CommissionExpense = CommissionExpense + amount },
                Account.Held => this with { Held = Held + amount },
                Account.Pending => this with { Pending = Pending + amount },
                Account.Payable => this with { Payable = Payable + amount },
                Account.InPayout => this with { InPayout = InPayout + amount },
                Account.Paid => this with { Paid = Paid + amount },
                Account.Negative => this with { Negative = Negative + amount },
                _ => throw new ArgumentOutOfRangeException(nameof(account), account, "Not an account."),
            }
        );
}
