using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// The trace of the effect of one change of a sale, of its refunds, or of a void, on one commission. The trace contains
/// all values that the difference is computed from. A won dispute restores what a refund took, by the same computation.
/// </summary>
public sealed record Reversal
{
    /// <summary>The id of the event of the refund or the won dispute.</summary>
    public required EventId Event { get; init; }

    /// <summary>The id of the commission of the sale.</summary>
    public required CommissionId Commission { get; init; }

    /// <summary>
    /// The id of the separate line that carries the difference, if the commission was in a payout or paid.
    /// </summary>
    public CommissionId? Line { get; init; }

    /// <summary>The id of the event of the sale.</summary>
    public required EventId Sale { get; init; }

    /// <summary>The sequence number of this change of the sale's refunded total.</summary>
    public required int Sequence { get; init; }

    /// <summary>The time of the change.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The time of posting.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The amount granted, in minor units.</summary>
    public required long Granted { get; init; }

    /// <summary>
    /// The indexes, from 0, of the sale lines that the commission is for; null when it is for the whole sale.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>The amount granted before a change of the sale itself; null for a refund.</summary>
    public long? GrantedBefore { get; init; }

    /// <summary>The trace of the current grant, when the sale itself has changed.</summary>
    public JsonElement? Evaluation { get; init; }

    /// <summary>The reason why this change holds the commission for a decision; null when it does not.</summary>
    public string? HeldBecause { get; init; }

    /// <summary>Why the commission was voided; null for a refund or a change of the sale.</summary>
    public VoidReason? VoidedBecause { get; init; }

    /// <summary>
    /// The held commission, or the held correcting line, that a person has reversed; null for other reversals. Its
    /// amount is not in a correcting line, which therefore carries <see cref="Difference"/> plus this amount.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RefusedCommission? Refused { get; init; }

    /// <summary>
    /// The amounts of a chargeback of more than was left of the sale. The chargeback took only what was left. Null for
    /// other refunds.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClampedChargeback? Chargeback { get; init; }

    /// <summary>
    /// B: the amount that refunds of the sale, or of the commission's lines, count against, in minor units of the
    /// sale's currency.
    /// </summary>
    public required long SaleAmount { get; init; }

    /// <summary>The total refunded before, in the same unit.</summary>
    public required long RefundedBefore { get; init; }

    /// <summary>
    /// The amount that <see cref="RefundedBefore"/> counted against, if it was different. The amount changes when a
    /// refund first states which part of it is not goods or services.
    /// </summary>
    public long? SaleAmountBefore { get; init; }

    /// <summary>R: the total refunded now, in the same unit.</summary>
    public required long Refunded { get; init; }

    /// <summary>The amount that the partner kept before, in minor units.</summary>
    public required long KeptBefore { get; init; }

    /// <summary>The amount that the partner keeps now: the result of <see cref="Refunds.Keep"/>.</summary>
    public required long Kept { get; init; }

    /// <summary>The rounding of the kept amount.</summary>
    public string Rounding { get; init; } = "half_even";

    /// <summary>The difference: negative if money was taken back, positive if it was restored.</summary>
    public required long Difference { get; init; }
}
