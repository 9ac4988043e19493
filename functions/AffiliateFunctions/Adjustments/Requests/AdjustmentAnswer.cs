using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>An adjustment by hand.</summary>
/// <param name="Id">The id; ids sort by the time of the request.</param>
/// <param name="Kind">What is adjusted.</param>
/// <param name="Status">The status.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Reason">The reason.</param>
/// <param name="RequestedAt">When the adjustment was asked for.</param>
[ResponseExample(Example)]
internal sealed record AdjustmentAnswer(
    AdjustmentId Id,
    AdjustmentKind Kind,
    AdjustmentStatus Status,
    PartnerId PartnerId,
    string Currency,
    string Reason,
    DateTimeOffset RequestedAt
)
{
    /// <summary>The adjustment of the examples.</summary>
    internal const string Example = """
        {
          "id": "adj_01m45r3180yajdsx5vk7tbxabk",
          "kind": "bonus",
          "status": "awaiting_approval",
          "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "currency": "USD",
          "reason": "Ten deals in the launch quarter.",
          "requested_at": "2026-11-05T10:00:00+00:00",
          "amount": 5000,
          "prepared_by": "ann@example.com"
        }
        """;

    /// <summary>The amount in minor units; negative for a deduction. Null for kinds that post none.</summary>
    public long? Amount { get; init; }

    /// <summary>The line that was posted in the partner's ledger, or the commission that is voided.</summary>
    public CommissionId? CommissionId { get; init; }

    /// <summary>Why the commission is voided.</summary>
    public VoidReason? ReasonCode { get; init; }

    /// <summary>The customer that is moved to the partner.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The time from which the customer is to belong to the partner.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time from which it does: not before the approval.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>The import of opening balances that it belongs to, which is decided as a whole.</summary>
    public string? Batch { get; init; }

    /// <summary>The person who prepared the adjustment and cannot approve it.</summary>
    public string? PreparedBy { get; init; }

    /// <summary>Who decided: a person, or <c>rule:expiry</c>.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The reason of the decision.</summary>
    public string? DecisionReason { get; init; }

    /// <summary>
    /// Due to the partner before the adjustment, or kept of the commission before the void, in minor units.
    /// </summary>
    public long? Before { get; init; }

    /// <summary>The same amount afterwards.</summary>
    public long? After { get; init; }

    /// <summary>Why an approved adjustment was not carried out.</summary>
    public string? NotAppliedBecause { get; init; }

    /// <summary>Returns the stored adjustment in the form that the API shows.</summary>
    public static AdjustmentAnswer Of(StoredAdjustment stored) =>
        new(stored.Id, stored.Kind, stored.Status, stored.Partner, stored.Currency, stored.Reason, stored.RequestedAt)
        {
            Amount = stored.Amount,
            CommissionId = stored.Line ?? stored.Commission,
            ReasonCode = stored.ReasonCode,
            CustomerId = stored.Customer,
            From = stored.From,
            EffectiveFrom = stored.EffectiveFrom,
            Batch = stored.Batch,
            PreparedBy = stored.PreparedBy,
            DecidedBy = stored.Decision?.Actor,
            DecidedAt = stored.Decision?.At,
            DecisionReason = stored.Decision?.Reason,
            Before = stored.Before,
            After = stored.After,
            NotAppliedBecause = stored.NotAppliedBecause,
        };
}
