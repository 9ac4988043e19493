using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// A person's decision about a held commission, or about a held line that corrects another commission. A reversal
/// applies to the sum of a commission and its correcting lines: the partner keeps what the grants that were not reversed
/// leave after all refunds. A refund that was posted before the decision has taken a part of the reversed amount
/// already, so that a correcting line puts this part back.
/// </summary>
/// <param name="Held">The held commission or correcting line.</param>
/// <param name="Decision">The decision.</param>
public sealed record DecidedHold(Commission Held, HoldDecision Decision)
{
    private const string Source = "hold_decision";

    /// <summary>For a held correcting line: the commission that it corrects.</summary>
    public Commission? Corrected { get; init; }

    /// <summary>For a held correcting line: the reversals of the commission that it corrects.</summary>
    public IReadOnlyList<Reversal> Reversals { get; init; } = [];

    /// <summary>Applies the decision.</summary>
    /// <param name="reserving">The payout that is being prepared, or null. A correcting line waits for the next
    /// one.</param>
    /// <param name="line">The id for a correcting line, if one is needed.</param>
    /// <param name="at">The time of posting.</param>
    /// <exception cref="InvalidOperationException">The commission is not held.</exception>
    public DecisionEffects Apply(Period? reserving, CommissionId line, DateTimeOffset at)
    {
        var decided = Held.Decide(Decision);
        if (Decision.Kind == HoldDecisionKind.Release)
        {
            return new DecisionEffects(decided, null, null, null);
        }

        var original = Corrected ?? Held;
        var (before, granted) = Grants(original);
        var of = original.RefundedOf ?? original.BaseAmount;
        var kept = granted == 0 ? 0 : Refunds.Keep(granted, of, original.Refunded);
        var difference = kept - original.Kept + Held.CurrentAmount;
        if (Corrected is null && difference == 0)
        {
            return new DecisionEffects(decided, null, null, null);
        }

        return new DecisionEffects(
            decided,
            before == granted || Corrected is null ? null : original with { Regranted = granted, Kept = kept },
            difference == 0 ? null : Line(original, line, difference, reserving, at),
            new Reversal
            {
                Event = Held.Event,
                Commission = original.Id,
                Line = difference == 0 ? null : line,
                Sale = original.Event,
                Sequence = Math.Max(original.RefundSequence, original.GrantSequence),
                OccurredAt = Decision.At,
                At = at,
                Granted = granted,
                GrantedBefore = before == granted ? null : before,
                Lines = original.Lines,
                Refused = new RefusedCommission(Held.Id, Held.CurrentAmount),
                SaleAmount = of,
                RefundedBefore = original.Refunded,
                Refunded = original.Refunded,
                KeptBefore = original.Kept,
                Kept = kept,
                Difference = kept - original.Kept,
            }
        );
    }

    // Nothing is granted any more for a commission that is reversed itself, or was reversed or voided before.
    private (long Before, long Now) Grants(Commission original)
    {
        var granted = original.Regranted ?? original.Amount;
        return Corrected is null ? (granted, 0)
            : original.Decision?.Kind == HoldDecisionKind.Reverse || original.Voided is not null ? (0, 0)
            : (granted, granted - RaiseOf(Held.Id));
    }

    // Returns what the line's change has added to the grant, as far as no later change has taken it off again. The last
    // increase is taken off first.
    private long RaiseOf(CommissionId line)
    {
        var raises = new List<(CommissionId? Line, long Amount)>();
        foreach (var reversal in Reversals.OrderBy(reversal => reversal.At))
        {
            var raised = reversal.Granted - (reversal.GrantedBefore ?? reversal.Granted);
            if (reversal.Refused is { } refused)
            {
                raises.RemoveAll(raise => raise.Line == refused.Commission);
            }
            else if (raised > 0)
            {
                raises.Add((reversal.Line, raised));
            }
            else
            {
                TakeOff(raises, -raised);
            }
        }

        return raises.Where(raise => raise.Line == line).Sum(raise => raise.Amount);
    }

    private static void TakeOff(List<(CommissionId? Line, long Amount)> raises, long amount)
    {
        while (amount > 0 && raises is [.., var last])
        {
            raises.RemoveAt(raises.Count - 1);
            if (last.Amount > amount)
            {
                raises.Add(last with { Amount = last.Amount - amount });
            }

            amount -= Math.Min(amount, last.Amount);
        }
    }

    private Movement Line(Commission original, CommissionId id, long amount, Period? reserving, DateTimeOffset at) =>
        new Commission
        {
            Id = id,
            Partner = original.Partner,
            Customer = original.Customer,
            Event = Held.Event,
            Source = Source,
            Rule = original.Rule,
            RulesVersion = original.RulesVersion,
            BaseAmount = original.BaseAmount,
            Lines = original.Lines,
            Amount = amount,
            CurrentAmount = amount,
            Kept = amount,
            Currency = original.Currency,
            Status = CommissionStatus.Payable,
            OccurredAt = Decision.At,
            DueAt = Decision.At,
            CreatedAt = at,
            Corrects = original.Id,
            NotIn = reserving,
        }.Accrue($"{id}:decided", at);
}

/// <summary>The effects of a decision about a held commission.</summary>
/// <param name="Decided">The held commission or line after the decision.</param>
/// <param name="Corrected">The commission that the decided line corrects, if the decision changes its grant.</param>
/// <param name="Line">The correcting line, if there is one.</param>
/// <param name="Reversal">The trace of what the decision changed beside the held commission itself; null if that is
/// nothing.</param>
public sealed record DecisionEffects(Movement Decided, Commission? Corrected, Movement? Line, Reversal? Reversal);
