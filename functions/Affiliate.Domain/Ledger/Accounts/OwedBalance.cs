namespace Affiliate.Domain.Ledger.Accounts;

/// <summary>Defines the balance of statements in one place.</summary>
public static class OwedBalance
{
    /// <summary>
    /// Returns the amount that the program owes the partner, in minor units: pending, payable and reserved commissions,
    /// less what was taken back after payment. Held commissions are not part of it, because a person may still reverse
    /// them; a statement shows them beside the balance. A negative amount is owed by the partner.
    /// </summary>
    public static long Owed(this Balance balance) =>
        checked(balance.Pending + balance.Payable + balance.InPayout + balance.Negative);

    /// <summary>Whether an account is part of the amount that is owed.</summary>
    public static bool IsOwed(this Account account) =>
        account is Account.Pending or Account.Payable or Account.InPayout or Account.Negative;

    /// <summary>Returns the change of the owed amount by some postings.</summary>
    public static long OwedBy(IEnumerable<Posting> postings) =>
        postings.Where(posting => posting.Account.IsOwed()).Sum(posting => posting.Amount);
}
