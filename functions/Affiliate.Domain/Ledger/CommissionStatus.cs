namespace Affiliate.Domain.Ledger;

/// <summary>The status of a commission.</summary>
public enum CommissionStatus
{
    /// <summary>The commission is held. Only a person's decision ends a hold.</summary>
    Held,

    /// <summary>The commission is within the hold days.</summary>
    Pending,

    /// <summary>The commission is due for payment.</summary>
    Payable,

    /// <summary>The commission is reserved for the payout of one period.</summary>
    InPayout,

    /// <summary>The commission is paid.</summary>
    Paid,

    /// <summary>The commission was fully reversed before payment.</summary>
    Reversed,
}

/// <summary>Defines the allowed status transitions in one place.</summary>
public static class CommissionTransitions
{
    /// <summary>Whether a commission may change from one status to another.</summary>
    public static bool MayBecome(this CommissionStatus from, CommissionStatus to) =>
        (from, to) switch
        {
            (CommissionStatus.Held, CommissionStatus.Pending or CommissionStatus.Reversed) => true,
            (CommissionStatus.Pending, CommissionStatus.Payable or CommissionStatus.Reversed) => true,
            (CommissionStatus.Payable, CommissionStatus.InPayout or CommissionStatus.Reversed) => true,
            (CommissionStatus.InPayout, CommissionStatus.Paid or CommissionStatus.Payable) => true,

            // The bank has sent a payment back.
            (CommissionStatus.Paid, CommissionStatus.Payable) => true,

            // A changed sale may need a decision.
            (CommissionStatus.Pending or CommissionStatus.Payable, CommissionStatus.Held) => true,

            // A won dispute returns a refunded commission to the status in which a new commission starts.
            (CommissionStatus.Reversed, CommissionStatus.Held or CommissionStatus.Pending) => true,
            _ => false,
        };
}
