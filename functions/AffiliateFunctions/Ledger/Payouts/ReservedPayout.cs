using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// What became of a partner's payout of one period. Its lines are the commissions that carry the period.
/// </summary>
/// <param name="Period">The period.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why it was put back.</param>
public sealed record ReservedPayout(Period Period, PayoutState State, string? Reason);

/// <summary>
/// How far a payout is. A step over more lines than one storage transaction takes is first stored as begun; asked for
/// again, it goes on where it was cut off.
/// </summary>
public enum PayoutState
{
    /// <summary>The lines are being reserved.</summary>
    Reserving,

    /// <summary>All lines are reserved.</summary>
    Reserved,

    /// <summary>The lines are being booked as paid.</summary>
    Paying,

    /// <summary>All lines are paid.</summary>
    Paid,

    /// <summary>The lines are being made payable again.</summary>
    PuttingBack,

    /// <summary>All lines are payable again.</summary>
    PutBack,
}
