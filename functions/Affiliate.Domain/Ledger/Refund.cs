using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// A change of what is refunded of a sale, as it falls on one commission. Before payment the commission itself becomes worth less
/// or more; from the payout on it stays as it is and a correcting line of its own carries the difference to the next payout.
/// </summary>
/// <param name="Event">The event of the refund or the won dispute.</param>
/// <param name="Sale">The event of the sale.</param>
/// <param name="Sequence">The how manieth change of the sale's total it is.</param>
/// <param name="SaleAmount">What refunds of the sale count against, in minor units of its currency.</param>
/// <param name="Refunded">All that is refunded after it, in the same: from zero to <paramref name="SaleAmount"/>.</param>
/// <param name="OccurredAt">When it happened.</param>
public sealed record Refund(EventId Event, EventId Sale, int Sequence, long SaleAmount, long Refunded, DateTimeOffset OccurredAt)
{
    /// <summary>The same by the sale's lines, in their order, for commissions of some of them; null for a sale without lines.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>What the refund does to the commission: at most one changed commission, or the original marked and one correcting line.</summary>
    /// <param name="commission">The commission of the sale.</param>
    /// <param name="reserving">The payout that is being put together: payable lines are as good as in it, and a correcting one waits for the next.</param>
    /// <param name="line">The id of a correcting line, should one be needed.</param>
    /// <param name="at">When it is posted.</param>
    public RefundEffects On(Commission commission, Period? reserving, CommissionId line, DateTimeOffset at)
    {
        if (Refunded < 0 || Refunded > SaleAmount)
        {
            throw new InvalidOperationException($"Of {SaleAmount}, {Refunded} cannot be refunded.");
        }

        if (Sequence <= commission.RefundSequence || commission.Decision?.Kind == HoldDecisionKind.Reverse)
        {
            return RefundEffects.None;
        }

        var own = OwnOf(commission);
        var marked = commission with { RefundSequence = Sequence, Refunded = own.Refunded, RefundedOf = own.Amount, Kept = Refunds.Keep(commission.Amount, own.Amount, own.Refunded) };
        var difference = marked.Kept - commission.Kept;
        var standing = commission.Standing + difference;
        var isChange = difference == 0 || (IsOpen(commission.Status, reserving) && standing >= 0 && standing <= commission.Amount);
        var effects = difference == 0 ? new RefundEffects(marked, null, null, null)
            : isChange ? Change(commission, marked with { Standing = standing, Status = StatusOf(commission, standing) }, difference, at)
            : new RefundEffects(marked, null, Line(commission, line, difference, reserving, at), null);
        return effects with { Reversal = Traced(commission, marked, isChange ? null : line, at) };
    }

    // What a commission of some lines was granted for is these lines.
    private RefundedLine OwnOf(Commission commission) => commission.Lines is { } lines && Lines is not null
        ? RefundedLine.Sum(Lines, lines)
        : new RefundedLine(SaleAmount, Refunded);

    private Reversal Traced(Commission before, Commission after, CommissionId? line, DateTimeOffset at) => new()
    {
        Event = Event,
        Commission = before.Id,
        Line = line,
        Sale = Sale,
        Sequence = Sequence,
        OccurredAt = OccurredAt,
        At = at,
        Granted = before.Amount,
        Lines = before.Lines,
        SaleAmount = after.RefundedOf!.Value,
        RefundedBefore = before.Refunded,
        SaleAmountBefore = before.RefundedOf is { } of && of != after.RefundedOf ? of : null,
        Refunded = after.Refunded,
        KeptBefore = before.Kept,
        Kept = after.Kept,
        Difference = after.Kept - before.Kept,
    };

    private static bool IsOpen(CommissionStatus status, Period? reserving) => status switch
    {
        CommissionStatus.Held or CommissionStatus.Pending or CommissionStatus.Reversed => true,
        CommissionStatus.Payable => reserving is null,
        _ => false,
    };

    private static CommissionStatus StatusOf(Commission before, long standing) => (before.Status, standing) switch
    {
        (_, 0) => CommissionStatus.Reversed,
        (CommissionStatus.Reversed, _) => before.HoldReason is null ? CommissionStatus.Pending : CommissionStatus.Held,
        var (status, _) => status,
    };

    private RefundEffects Change(Commission before, Commission after, long difference, DateTimeOffset at)
    {
        if (before.Status != after.Status && !before.Status.MayBecome(after.Status))
        {
            throw new InvalidOperationException($"{before.Id} is {before.Status} and cannot become {after.Status}.");
        }

        var account = after.Status == CommissionStatus.Reversed ? before.Account : after.Account;
        var transaction = LedgerTransaction.Move(Cause(before), at, before.Id, Account.CommissionExpense, account, difference);
        return new RefundEffects(after, transaction, null, null);
    }

    private Movement Line(Commission corrected, CommissionId id, long difference, Period? reserving, DateTimeOffset at)
        => new Commission
        {
            Id = id,
            Partner = corrected.Partner,
            Customer = corrected.Customer,
            Event = Event,
            Source = "refund",
            Rule = corrected.Rule,
            RulesVersion = corrected.RulesVersion,
            BaseAmount = corrected.BaseAmount,
            Lines = corrected.Lines,
            Amount = difference,
            Standing = difference,
            Kept = difference,
            Currency = corrected.Currency,
            Status = CommissionStatus.Payable,
            OccurredAt = OccurredAt,
            DueAt = OccurredAt,
            CreatedAt = at,
            Corrects = corrected.Id,
            NotIn = reserving,
        }.Accrue(Cause(corrected), at);

    private string Cause(Commission commission) => $"refund:{Event}:{commission.Id}";
}

/// <summary>What a refund does to one commission.</summary>
/// <param name="Commission">The commission after it; null when it changes nothing.</param>
/// <param name="Transaction">The money that moves on the commission itself, if any does.</param>
/// <param name="Line">The correcting line, if there is one.</param>
/// <param name="Reversal">The trace that explains it; null when it changes nothing.</param>
public sealed record RefundEffects(Commission? Commission, LedgerTransaction? Transaction, Movement? Line, Reversal? Reversal)
{
    /// <summary>No effect: a later change came first, or a person decided against the commission.</summary>
    public static RefundEffects None { get; } = new(null, null, null, null);
}
