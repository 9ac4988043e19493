using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// A change of what is refunded of a sale, as it falls on one commission. Before payment the commission itself becomes worth less
/// or more; from the payout on it stays as it is and a correcting line of its own carries the difference to the next payout.
/// </summary>
/// <param name="Event">The event of the refund or the won dispute.</param>
/// <param name="Sequence">The how manieth change of the sale's total it is.</param>
/// <param name="Keeps">What the partner keeps of the grant after it, in minor units: from zero to the granted amount.</param>
/// <param name="OccurredAt">When it happened.</param>
public sealed record Refund(EventId Event, int Sequence, long Keeps, DateTimeOffset OccurredAt)
{
    /// <summary>What the refund does to the commission: at most one changed commission, or the original marked and one correcting line.</summary>
    /// <param name="commission">The commission of the sale.</param>
    /// <param name="reserving">The payout that is being put together: payable lines are as good as in it, and a correcting one waits for the next.</param>
    /// <param name="line">The id of a correcting line, should one be needed.</param>
    /// <param name="at">When it is posted.</param>
    public RefundEffects On(Commission commission, Period? reserving, CommissionId line, DateTimeOffset at)
    {
        if (Keeps < 0 || Keeps > commission.Amount)
        {
            throw new InvalidOperationException($"The partner cannot keep {Keeps} of {commission.Amount}.");
        }

        if (Sequence <= commission.RefundSequence || commission.Decision?.Kind == HoldDecisionKind.Reverse)
        {
            return RefundEffects.None;
        }

        var marked = commission with { RefundSequence = Sequence, Kept = Keeps };
        var difference = Keeps - commission.Kept;
        if (difference == 0)
        {
            return new RefundEffects(marked, null, null);
        }

        var standing = commission.Standing + difference;
        return IsOpen(commission.Status, reserving) && standing >= 0 && standing <= commission.Amount
            ? Change(commission, marked with { Standing = standing, Status = StatusOf(commission, standing) }, difference, at)
            : new RefundEffects(marked, null, Line(commission, line, difference, reserving, at));
    }

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
        return new RefundEffects(after, transaction, null);
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
public sealed record RefundEffects(Commission? Commission, LedgerTransaction? Transaction, Movement? Line)
{
    /// <summary>No effect: a later change came first, or a person decided against the commission.</summary>
    public static RefundEffects None { get; } = new(null, null, null);
}
