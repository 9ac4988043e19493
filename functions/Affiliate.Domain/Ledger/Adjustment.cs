using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>What the line of an adjustment by hand records beside its amount.</summary>
/// <param name="Id">The adjustment.</param>
/// <param name="Text">The reason as the partner reads it; null once it was erased.</param>
/// <param name="DueBefore">The amount due to the partner before the adjustment, in minor units: payable less what was
/// taken back after payment.</param>
/// <param name="DueAfter">The amount due afterwards.</param>
/// <param name="ApprovedBy">The person who approved the adjustment.</param>
public sealed record Adjustment(AdjustmentId Id, string? Text, long DueBefore, long DueAfter, string ApprovedBy)
{
    /// <summary>The <see cref="Commission.Source"/> of adjustments.</summary>
    public const string Source = "adjustment";
}

/// <summary>An adjustment that a second person has approved and that the ledger is to post.</summary>
/// <param name="Id">The adjustment, by which it is posted once.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Kind">The kind: <c>bonus</c>, <c>correction</c> or <c>write_off</c>.</param>
/// <param name="Amount">The amount in minor units; negative for a deduction, never zero.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Text">The reason as the partner reads it.</param>
/// <param name="ApprovedBy">The person who approved the adjustment.</param>
/// <param name="DecidedAt">The time of the approval.</param>
public sealed record AdjustmentOrder(
    AdjustmentId Id,
    PartnerId Partner,
    string Kind,
    long Amount,
    string Currency,
    string Text,
    string ApprovedBy,
    DateTimeOffset DecidedAt
)
{
    /// <summary>
    /// The maximum amount of an adjustment, in minor units. It is far below the amounts of sales, so that the totals of
    /// a partner stay within 64 bits.
    /// </summary>
    public const long MaxAmount = 1_000_000_000_000;

    /// <summary>Whether an amount can be posted.</summary>
    public static bool Fits(long amount) => amount is not 0 and >= -MaxAmount and <= MaxAmount;

    /// <summary>
    /// Books the adjustment as a line that is payable at once. A deduction is a negative line, which later commissions
    /// offset.
    /// </summary>
    /// <param name="line">The id of the line.</param>
    /// <param name="before">The partner's totals before.</param>
    /// <param name="reserving">The payout that is being prepared, which the line is not included in; null if
    /// none.</param>
    /// <param name="at">The time of posting.</param>
    /// <exception cref="InvalidOperationException">The amount is zero or beyond the limit.</exception>
    public Movement Post(CommissionId line, Balance before, Period? reserving, DateTimeOffset at)
    {
        if (!Fits(Amount))
        {
            throw new InvalidOperationException($"The adjustment {Id} of {Amount} cannot be posted.");
        }

        var due = checked(before.Payable + before.Negative);
        return new Commission
        {
            Id = line,
            Partner = Partner,
            Event = EventId.Parse(Id.Value),
            Source = Adjustment.Source,
            Rule = Kind,
            RulesVersion = 0,
            BaseAmount = 0,
            Amount = Amount,
            CurrentAmount = Amount,
            Kept = Amount,
            Currency = Currency,
            Status = CommissionStatus.Payable,
            OccurredAt = DecidedAt,
            DueAt = DecidedAt,
            CreatedAt = at,
            NotIn = reserving,
            Adjustment = new Adjustment(Id, Text, due, checked(due + Amount), ApprovedBy),
        }.Accrue($"adjustment:{Id}", at);
    }
}
