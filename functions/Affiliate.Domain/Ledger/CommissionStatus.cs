namespace Affiliate.Domain.Ledger;

/// <summary>Where a commission stands.</summary>
public enum CommissionStatus
{
    /// <summary>Awaits a decision; only that ends a hold.</summary>
    Held,

    /// <summary>Within the hold days.</summary>
    Pending,

    /// <summary>Due.</summary>
    Payable,

    /// <summary>Reserved for the payout of one period.</summary>
    InPayout,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Wholly taken back before it was paid.</summary>
    Reversed,
}

/// <summary>Which status may follow which: the one place that says so.</summary>
public static class CommissionTransitions
{
    /// <summary>Whether a commission may go from one status to the other.</summary>
    public static bool MayBecome(this CommissionStatus from, CommissionStatus to) =>
        (from, to) switch
        {
            (CommissionStatus.Held, CommissionStatus.Pending or CommissionStatus.Reversed) => true,
            (CommissionStatus.Pending, CommissionStatus.Payable or CommissionStatus.Reversed) => true,
            (CommissionStatus.Payable, CommissionStatus.InPayout or CommissionStatus.Reversed) => true,
            (CommissionStatus.InPayout, CommissionStatus.Paid or CommissionStatus.Payable) => true,

            // A sale that has changed may need a decision.
            (CommissionStatus.Pending or CommissionStatus.Payable, CommissionStatus.Held) => true,

            // A won dispute puts a refunded commission back where a new one would begin.
            (CommissionStatus.Reversed, CommissionStatus.Held or CommissionStatus.Pending) => true,
            _ => false,
        };
}
