namespace Affiliate.Domain.Ledger;

/// <summary>
/// The accounts of one partner's ledger. A positive amount is owed to the partner or was paid; the expense is its
/// counterpart, so that all accounts together are always zero.
/// </summary>
public enum Account
{
    /// <summary>What the program has granted and not taken back, with a negative sign.</summary>
    CommissionExpense,

    /// <summary>Granted, awaiting a decision.</summary>
    Held,

    /// <summary>Granted, within the hold days.</summary>
    Pending,

    /// <summary>Due.</summary>
    Payable,

    /// <summary>Reserved for a payout.</summary>
    InPayout,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Taken back after payment and not yet earned back: zero or less.</summary>
    Negative,
}
