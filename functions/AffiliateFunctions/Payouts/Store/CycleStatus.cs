namespace AffiliateFunctions.Payouts.Store;

/// <summary>The status of a cycle, in the order of its steps.</summary>
public enum CycleStatus
{
    /// <summary>The payouts are being computed.</summary>
    Closing,

    /// <summary>The payouts are computed.</summary>
    Computed,

    /// <summary>An approval is requested.</summary>
    AwaitingApproval,

    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Rejected; all amounts are payable again.</summary>
    Rejected,

    /// <summary>The payment files are written; the payments are being settled.</summary>
    Paying,

    /// <summary>Every payout is paid or failed.</summary>
    Settled,

    /// <summary>The review is decided.</summary>
    Reviewed,
}
