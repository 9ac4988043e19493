using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;

namespace AffiliateFunctions.Adjustments.Store;

/// <summary>
/// An adjustment by hand: what is asked for, and what a second person has decided. Amounts are minor units of the
/// program's currency.
/// </summary>
public sealed record StoredAdjustment
{
    /// <summary>The id.</summary>
    public required AdjustmentId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>What is adjusted.</summary>
    public required AdjustmentKind Kind { get; init; }

    /// <summary>The partner whose balance changes, or to whom a customer is moved.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The amount that is posted; negative for a deduction. Null for kinds that post no amount.</summary>
    public long? Amount { get; init; }

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The commission that is voided.</summary>
    public CommissionId? Commission { get; init; }

    /// <summary>Why the commission is voided.</summary>
    public VoidReason? ReasonCode { get; init; }

    /// <summary>The customer that is moved to the partner.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The time from which the customer is to belong to the partner.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time from which it does: not before the approval.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>The import of opening balances that the adjustment belongs to; null if it stands alone.</summary>
    public string? Batch { get; init; }

    /// <summary>The reason, as the approver reads it.</summary>
    public required string Reason { get; init; }

    /// <summary>The e-mail address of the person who prepared the adjustment; null for a caller with the key.</summary>
    public string? PreparedBy { get; init; }

    /// <summary>When the adjustment was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The status, which is stored beside the document so that lists can be filtered by it.</summary>
    [JsonIgnore]
    public AdjustmentStatus Status { get; init; }

    /// <summary>The decision; null while nobody has decided.</summary>
    public AdjustmentDecision? Decision { get; init; }

    /// <summary>The line in the partner's ledger, once it is posted.</summary>
    public CommissionId? Line { get; init; }

    /// <summary>The amount before: due to the partner, or kept of the commission.</summary>
    public long? Before { get; init; }

    /// <summary>The amount afterwards.</summary>
    public long? After { get; init; }

    /// <summary>Why an approved adjustment could not be carried out, in words.</summary>
    public string? NotAppliedBecause { get; init; }

    /// <summary>Who has asked for the adjustment, as the audit names it.</summary>
    [JsonIgnore]
    public string Preparer => PreparedBy ?? "key";

    /// <summary>The id of the orchestration.</summary>
    [JsonIgnore]
    public string InstanceId => $"adjustment-{Program}-{Id}";

    /// <summary>
    /// Whether the claim still names the adjustment. The claim of a void counts until it is decided without effect:
    /// then the commission can be voided again. The same holds for the opening balance of a partner.
    /// </summary>
    [JsonIgnore]
    public bool HoldsItsClaim =>
        Kind is not (AdjustmentKind.Void or AdjustmentKind.OpeningBalance)
        || Status is AdjustmentStatus.AwaitingApproval or AdjustmentStatus.Approved;

    /// <summary>Whether another request asks for the same.</summary>
    public bool AsksForTheSame(StoredAdjustment other) =>
        (Kind, Partner, Amount, Commission, ReasonCode, Customer, From, Reason, PreparedBy)
        == (
            other.Kind,
            other.Partner,
            other.Amount,
            other.Commission,
            other.ReasonCode,
            other.Customer,
            other.From,
            other.Reason,
            other.PreparedBy
        );

    /// <summary>Returns the adjustment with its decision. A closed adjustment stays as it is.</summary>
    public StoredAdjustment Close(AdjustmentStatus status, AdjustmentDecision decision) =>
        Status == AdjustmentStatus.AwaitingApproval ? this with { Status = status, Decision = decision } : this;
}

/// <summary>What an adjustment changes.</summary>
public enum AdjustmentKind
{
    /// <summary>An amount beside the rules, such as a reward for a campaign.</summary>
    Bonus,

    /// <summary>A mistake that is put right.</summary>
    Correction,

    /// <summary>An amount that is given up, such as a small balance that a partner owes.</summary>
    WriteOff,

    /// <summary>A commission that was not earned and is not paid yet.</summary>
    Void,

    /// <summary>The partner that a customer belongs to from a time on.</summary>
    Assignment,

    /// <summary>What another product owed a partner when the program moved; once for each partner.</summary>
    OpeningBalance,
}

/// <summary>The progress of an adjustment.</summary>
public enum AdjustmentStatus
{
    /// <summary>A second person is asked.</summary>
    AwaitingApproval,

    /// <summary>Approved and carried out.</summary>
    Approved,

    /// <summary>Rejected; nothing was changed.</summary>
    Rejected,

    /// <summary>Nobody decided in time; nothing was changed.</summary>
    Expired,

    /// <summary>
    /// Approved too late: by then, the commission was in a payout, paid or reversed, or the partner that the customer
    /// was to belong to was not active. Nothing was changed.
    /// </summary>
    NotApplied,
}

/// <summary>The decision about an adjustment.</summary>
/// <param name="Actor">The person who decided, or <c>rule:expiry</c>.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When it was decided.</param>
public sealed record AdjustmentDecision(string Actor, string? Reason, DateTimeOffset At);
