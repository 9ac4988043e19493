using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// The trace of what one change of a sale, or of its refunds, did to one commission: all that the difference follows
/// from. A won dispute puts back what a refund took, by the same computation.
/// </summary>
public sealed record Reversal
{
    /// <summary>The event of the refund or the won dispute.</summary>
    public required EventId Event { get; init; }

    /// <summary>The commission of the sale.</summary>
    public required CommissionId Commission { get; init; }

    /// <summary>
    /// The line of its own that carries the difference, where the commission was in a payout or paid.
    /// </summary>
    public CommissionId? Line { get; init; }

    /// <summary>The event of the sale.</summary>
    public required EventId Sale { get; init; }

    /// <summary>The how manieth change of what is refunded of the sale it is.</summary>
    public required int Sequence { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was posted.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was granted, in minor units.</summary>
    public required long Granted { get; init; }

    /// <summary>
    /// The places of the sale's lines that the commission is for, from 0; null where it is for the whole.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>What was granted before, where the sale itself has changed; null for a refund.</summary>
    public long? GrantedBefore { get; init; }

    /// <summary>How what is granted now came about, where the sale itself has changed.</summary>
    public JsonElement? Evaluation { get; init; }

    /// <summary>Why the commission waits for a decision because of it; null where it does not.</summary>
    public string? HeldBecause { get; init; }

    /// <summary>
    /// B: what refunds of the sale, or of the commission's lines, count against, in minor units of the sale's currency.
    /// </summary>
    public required long SaleAmount { get; init; }

    /// <summary>All that was refunded before, in the same.</summary>
    public required long RefundedBefore { get; init; }

    /// <summary>
    /// What <see cref="RefundedBefore"/> was of, where that was another: before a refund told what of it is no goods or
    /// services.
    /// </summary>
    public long? SaleAmountBefore { get; init; }

    /// <summary>R: all that is refunded now, in the same.</summary>
    public required long Refunded { get; init; }

    /// <summary>What the partner kept before, in minor units.</summary>
    public required long KeptBefore { get; init; }

    /// <summary>What the partner keeps now: <see cref="Refunds.Keep"/> of the three.</summary>
    public required long Kept { get; init; }

    /// <summary>How what is kept is rounded.</summary>
    public string Rounding { get; init; } = "half_even";

    /// <summary>What was taken back, below zero, or put back.</summary>
    public required long Difference { get; init; }
}
