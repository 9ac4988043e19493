using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// A change of a sale's refunded total, or of the sale itself, applied to one commission; or the void of a commission.
/// Before payment, the worth of the commission itself changes. From the payout on, the commission stays unchanged, and
/// a separate correcting line carries the difference to the next payout.
/// </summary>
/// <param name="Event">The id of the event of the refund or the won dispute.</param>
/// <param name="Sale">The id of the event of the sale.</param>
/// <param name="Sequence">The sequence number of this change of the sale's total.</param>
/// <param name="SaleAmount">The amount that refunds of the sale count against, in minor units of the sale's
/// currency.</param>
/// <param name="Refunded">The total refunded after this change, in the same unit, from zero to
/// <paramref name="SaleAmount"/>.</param>
/// <param name="OccurredAt">The time of the change.</param>
public sealed record Refund(
    EventId Event,
    EventId Sale,
    int Sequence,
    long SaleAmount,
    long Refunded,
    DateTimeOffset OccurredAt
)
{
    /// <summary>How often the event was retried. Each attempt has its own transactions and correcting lines.</summary>
    public int Attempt { get; init; }

    /// <summary>
    /// The sequence number of the change that <see cref="Refunded"/> belongs to; greater than <see cref="Sequence"/> when
    /// later refunds have overtaken a change of the sale.
    /// </summary>
    public int TotalSequence
    {
        get => Math.Max(field, Sequence);
        init;
    }

    /// <summary>
    /// For a change of the sale itself: the amount that the rules grant now, in minor units. Null for a refund.
    /// </summary>
    public long? Granted { get; init; }

    /// <summary>
    /// For a change of the sale itself: the trace of the current grant. Null when no rule grants anything any more.
    /// </summary>
    public CommissionTrace? Trace { get; init; }

    /// <summary>The reason why a change of the sale requires a decision about the commission, or null.</summary>
    public string? HoldReason { get; init; }

    /// <summary>
    /// For a change of the sale itself: the indexes of the lines that the commission is granted for now. Null for the
    /// whole sale.
    /// </summary>
    public IReadOnlyList<int>? GrantedLines { get; init; }

    /// <summary>
    /// The refunded amounts by line of the sale, in order, for commissions on some of the lines. Null for a sale
    /// without lines.
    /// </summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>For a chargeback of more than was left of the sale: its amounts. Null for other refunds.</summary>
    public ClampedChargeback? Clamped { get; init; }

    /// <summary>For a voided commission: the decision. Null for a refund.</summary>
    public CommissionVoid? Void { get; init; }

    /// <summary>
    /// Returns the refund that takes back all that a commission is still worth, because the commission is voided. It
    /// follows all refunds of the sale so far. Later ones change nothing, so that nothing is taken back twice.
    /// </summary>
    public static Refund OfVoid(Commission commission, CommissionVoid decision)
    {
        // A commission for something without an amount, such as a lead, is voided like one for an amount of 1.
        var amount = commission.RefundedOf is > 0 and { } of ? of : Math.Max(1, commission.BaseAmount);
        return new Refund(
            EventId.Parse(decision.Id.Value),
            commission.Event,
            commission.RefundSequence + 1,
            amount,
            amount,
            decision.At
        )
        {
            Void = decision,
        };
    }

    /// <summary>
    /// Applies the refund to the commission. The result has at most one changed commission, or the marked original and
    /// one correcting line.
    /// </summary>
    /// <param name="commission">The commission of the sale.</param>
    /// <param name="reserving">The payout that is being prepared, or null. Payable lines count as included in it, and a
    /// correcting line waits for the next payout.</param>
    /// <param name="line">The id for a correcting line, if one is needed.</param>
    /// <param name="at">The time of posting.</param>
    public RefundEffects On(Commission commission, Period? reserving, CommissionId line, DateTimeOffset at)
    {
        if (Refunded < 0 || Refunded > SaleAmount)
        {
            throw new InvalidOperationException($"Of {SaleAmount}, {Refunded} cannot be refunded.");
        }

        // A later refund may be posted before a change of the sale. The change still updates the grant, but the
        // refunded total stays.
        var isOvertaken = TotalSequence <= commission.RefundSequence;
        if (
            (Granted is null ? isOvertaken : Sequence <= commission.GrantSequence)
            || commission.Decision?.Kind == HoldDecisionKind.Reverse
            || commission.Voided is not null
        )
        {
            return RefundEffects.None;
        }

        var granted = Granted ?? commission.Regranted ?? commission.Amount;
        var lines = Granted is > 0 ? GrantedLines : commission.Lines;
        var own =
            isOvertaken && commission.RefundedOf is { } of ? new RefundedLine(of, commission.Refunded) : OwnOf(lines);
        var marked = commission with
        {
            Lines = lines,
            RefundSequence = Math.Max(TotalSequence, commission.RefundSequence),
            GrantSequence = Granted is null ? commission.GrantSequence : Sequence,
            Refunded = own.Refunded,
            RefundedOf = own.Amount,
            Regranted = Granted ?? commission.Regranted,
            Voided = Void,
            Kept = Refunds.Keep(granted, own.Amount, own.Refunded),
        };
        var change = OnItself(commission, marked, reserving);
        var difference = marked.Kept - commission.Kept;
        var effects =
            change is not null ? Change(commission, change, at)
            : difference == 0 ? new RefundEffects(marked, null, null, null)
            : new RefundEffects(marked, null, Line(commission, line, difference, reserving, at), null);
        return effects with
        {
            Reversal = Traced(commission, effects.Commission!, effects.Line is null ? null : line, at),
        };
    }

    // Returns the commission with the difference applied to itself, or null when a separate line carries the
    // difference. Changes of the sale change the granted amount; refunds reduce the worth of that amount.
    private Commission? OnItself(Commission before, Commission marked, Period? reserving)
    {
        var standing = before.CurrentAmount + marked.Kept - before.Kept;
        var changed = Granted is { } granted
            ? before.Changed + granted - (before.Regranted ?? before.Amount)
            : before.Changed;
        if (!IsOpen(before.Status, reserving) || standing < 0 || standing > before.Amount + changed)
        {
            return null;
        }

        var isHeld = HoldReason is not null && standing > 0 && before.Status is not CommissionStatus.Held;
        return marked with
        {
            Changed = changed,
            CurrentAmount = standing,
            Status = isHeld ? CommissionStatus.Held : StatusOf(before, standing),
            HoldReason = isHeld ? HoldReason : before.HoldReason,
        };
    }

    // A commission that was granted for some lines depends only on the refunds of these lines.
    private RefundedLine OwnOf(IReadOnlyList<int>? lines) =>
        lines is not null && Lines is not null
            ? RefundedLine.Sum(Lines, lines)
            : new RefundedLine(SaleAmount, Refunded);

    private Reversal Traced(Commission before, Commission after, CommissionId? line, DateTimeOffset at) =>
        new()
        {
            Event = Event,
            Commission = before.Id,
            Line = line,
            Sale = Sale,
            Sequence = Sequence,
            OccurredAt = OccurredAt,
            At = at,
            Granted = after.Regranted ?? after.Amount,
            GrantedBefore = Granted is null ? null : before.Regranted ?? before.Amount,
            Lines = after.Lines,
            SaleAmount = after.RefundedOf!.Value,
            RefundedBefore = before.Refunded,
            SaleAmountBefore = before.RefundedOf is { } of && of != after.RefundedOf ? of : null,
            Refunded = after.Refunded,
            KeptBefore = before.Kept,
            Kept = after.Kept,
            Difference = after.Kept - before.Kept,
            Evaluation = Trace is null ? null : JsonElement.Parse(Trace.ToJson()),
            Chargeback = Clamped,
            VoidedBecause = Void?.Reason,
            HeldBecause =
                before.Status != after.Status && after.Status == CommissionStatus.Held ? after.HoldReason : null,
        };

    private static bool IsOpen(CommissionStatus status, Period? reserving) =>
        status switch
        {
            CommissionStatus.Held or CommissionStatus.Pending or CommissionStatus.Reversed => true,
            CommissionStatus.Payable => reserving is null,
            _ => false,
        };

    private static CommissionStatus StatusOf(Commission before, long standing) =>
        (before.Status, standing) switch
        {
            (_, 0) => CommissionStatus.Reversed,
            (CommissionStatus.Reversed, _) => before.HoldReason is null
                ? CommissionStatus.Pending
                : CommissionStatus.Held,
            var (status, _) => status,
        };

    // Moves the money from the current account, or from the expense account, to the new account.
    private RefundEffects Change(Commission before, Commission after, DateTimeOffset at)
    {
        if (before.Status != after.Status && !before.Status.MayBecome(after.Status))
        {
            throw new InvalidOperationException($"{before.Id} is {before.Status} and cannot become {after.Status}.");
        }

        var account = after.Status == CommissionStatus.Reversed ? before.Account : after.Account;
        var isMoved = before.Status != CommissionStatus.Reversed && account != before.Account;
        Posting[] postings =
        [
            .. new[]
            {
                new Posting(Account.CommissionExpense, before.Id, before.CurrentAmount - after.CurrentAmount),
                new Posting(before.Account, before.Id, isMoved ? -before.CurrentAmount : 0),
                new Posting(
                    account,
                    before.Id,
                    isMoved ? after.CurrentAmount : after.CurrentAmount - before.CurrentAmount
                ),
            }.Where(posting => posting.Amount != 0),
        ];
        return new RefundEffects(
            after,
            postings.Length == 0 ? null : new LedgerTransaction(Cause(before), at, postings),
            null,
            null
        );
    }

    private Movement Line(Commission corrected, CommissionId id, long difference, Period? reserving, DateTimeOffset at)
    {
        // Only an increase of the grant can be decided about; a difference without one is of refunds.
        var isHeld = HoldReason is not null && Granted is not null && difference > 0;
        return new Commission
        {
            Id = id,
            Partner = corrected.Partner,
            Customer = corrected.Customer,
            Event = Event,
            Source =
                Void is not null ? "void"
                : Granted is null ? "refund"
                : "sale_change",
            Rule = corrected.Rule,
            RulesVersion = corrected.RulesVersion,
            BaseAmount = corrected.BaseAmount,
            Lines = corrected.Lines,
            Amount = difference,
            CurrentAmount = difference,
            Kept = difference,
            Currency = corrected.Currency,
            Status = isHeld ? CommissionStatus.Held : CommissionStatus.Payable,
            HoldReason = isHeld ? HoldReason : null,
            OccurredAt = OccurredAt,
            DueAt = OccurredAt,
            CreatedAt = at,
            Corrects = corrected.Id,
            NotIn = reserving,
        }.Accrue(Cause(corrected), at);
    }

    private string Cause(Commission commission) =>
        Attempt == 0 ? $"refund:{Event}:{commission.Id}" : $"refund:{Event}:{commission.Id}:{Attempt}";
}

/// <summary>The effects of a refund on one commission.</summary>
/// <param name="Commission">The commission after the refund; null when the refund changes nothing.</param>
/// <param name="Transaction">The transaction on the commission itself, if money moves.</param>
/// <param name="Line">The correcting line, if there is one.</param>
/// <param name="Reversal">The trace that explains the effects; null when the refund changes nothing.</param>
public sealed record RefundEffects(
    Commission? Commission,
    LedgerTransaction? Transaction,
    Movement? Line,
    Reversal? Reversal
)
{
    /// <summary>
    /// No effect: a later change was applied first, or a person reversed or voided the commission.
    /// </summary>
    public static RefundEffects None { get; } = new(null, null, null, null);
}
