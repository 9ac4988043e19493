using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// The state of a partner's payout of one period. Its lines are the commissions marked with the period.
/// </summary>
/// <param name="Period">The period.</param>
/// <param name="State">The state of the payout.</param>
/// <param name="Reason">Why the payout was put back.</param>
public sealed record ReservedPayout(Period Period, PayoutState State, string? Reason);

/// <summary>
/// The states of a payout. A step over more lines than fit into one storage transaction is first stored as started. A
/// repeated call continues it where it was interrupted.
/// </summary>
public enum PayoutState
{
    /// <summary>The lines are being reserved.</summary>
    Reserving,

    /// <summary>All lines are reserved.</summary>
    Reserved,

    /// <summary>The lines are being posted as paid.</summary>
    Paying,

    /// <summary>All lines are paid.</summary>
    Paid,

    /// <summary>The lines are being made payable again.</summary>
    PuttingBack,

    /// <summary>All lines are payable again.</summary>
    PutBack,
}
