using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>The decision of persons that a commission that is not paid yet was never earned.</summary>
/// <param name="Id">The adjustment by which the commission is voided.</param>
/// <param name="Reason">Why the commission is voided.</param>
/// <param name="ApprovedBy">The person who approved it.</param>
/// <param name="At">The time of the approval.</param>
public sealed record CommissionVoid(AdjustmentId Id, VoidReason Reason, string ApprovedBy, DateTimeOffset At);

/// <summary>Why a commission is voided.</summary>
public enum VoidReason
{
    /// <summary>The conversion was made up or obtained by deceit.</summary>
    Fraud,

    /// <summary>The conversion is paid for by another commission.</summary>
    Duplicate,

    /// <summary>The customer has cancelled, and no refund reports it.</summary>
    Cancelled,

    /// <summary>The commission was granted by mistake.</summary>
    Mistake,

    /// <summary>Another reason, which the text of the request names.</summary>
    Other,
}
