namespace Affiliate.Domain.Ledger;

/// <summary>
/// The accounts of one partner's ledger. A positive amount is owed to the partner or has been paid. The expense account
/// is the counterpart, so that the sum of all accounts is always zero.
/// </summary>
public enum Account
{
    /// <summary>The commissions that the program has granted and not reversed, with a negative sign.</summary>
    CommissionExpense,

    /// <summary>Granted, and held for a decision.</summary>
    Held,

    /// <summary>Granted, and within the hold days.</summary>
    Pending,

    /// <summary>Due for payment.</summary>
    Payable,

    /// <summary>Reserved for a payout.</summary>
    InPayout,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Reversed after payment and not yet offset by new commissions: zero or less.</summary>
    Negative,
}
