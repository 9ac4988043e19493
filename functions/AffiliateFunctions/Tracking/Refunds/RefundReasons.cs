namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>The reasons of events of the type refund.</summary>
internal static class RefundReasons
{
    /// <summary>A bank took the money back.</summary>
    public const string Chargeback = "chargeback";

    /// <summary>The money of a chargeback came back.</summary>
    public const string DisputeWon = "dispute_won";

    /// <summary>A refund failed, and the money stays with the merchant.</summary>
    public const string Failed = "refund_failed";

    /// <summary>Whether the reason is that of an ordinary refund, which has none or says so.</summary>
    public static bool IsOrdinary(string? reason) => reason is null or "refund";
}
