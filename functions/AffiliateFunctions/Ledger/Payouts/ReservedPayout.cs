using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// The state of a partner's payout of one period. Its lines are the commissions marked with the period.
/// </summary>
/// <param name="Period">The period.</param>
/// <param name="State">The state of the payout.</param>
/// <param name="Reason">Why the payout was put back.</param>
public sealed record ReservedPayout(Period Period, PayoutState State, string? Reason)
{
    /// <summary>
    /// The run that reserves the payout, so that another run can complete an interrupted reservation. Null for a payout
    /// that was stored before runs had a cut-off.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PayoutRun? Run { get; init; }

    /// <summary>
    /// The attempt of the payout, from 0. A payout that was put back is reserved again by a higher attempt only.
    /// </summary>
    [JsonIgnore]
    public int Attempt => Run?.Attempt ?? 0;
}

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

    /// <summary>The lines of a payment that the bank has sent back are being made payable again.</summary>
    Returning,

    /// <summary>The bank has sent the payment back; all lines are payable again.</summary>
    Returned,
}
