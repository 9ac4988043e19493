using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Compilation;

namespace Affiliate.Domain.Rules;

/// <summary>
/// Selects the rules that pay for one conversion and computes their amounts before caps. A rule whose condition uses
/// products, plans or quantities is applied to each line of a sale; any other rule is applied to the whole sale.
/// <c>select</c> first chooses among the rules on each line. Then it chooses between each rule on the whole sale and
/// all rules on lines together. The buffers are reused for the next conversion.
/// </summary>
internal sealed class RuleSelection
{
    private static readonly List<Candidate> None = [];

    private readonly List<Candidate> onWhole = [];

    private EvaluationInput input = null!;
    private RuleOutcome[]? outcomes;

    /// <summary>The rules that pay, in the order of the document.</summary>
    public List<Candidate> Chosen { get; } = [];

    /// <summary>The rules that were applied to lines; null when there are none.</summary>
    public List<RuleOnLines>? OnLines { get; private set; }

    /// <summary>Whether a base or a commission exceeds the maximum that can be booked.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The reason why no rule pays.</summary>
    public string NoPayReason { get; private set; } = EvaluationReasons.NoRuleMatches;

    /// <summary>The ids of the rules that the conversion has met and that pay once per customer.</summary>
    public IReadOnlyList<string> PayOnce =>
        onWhole.Exists(candidate => candidate.Rule.PaysOnce)
            ? [.. onWhole.Where(candidate => candidate.Rule.PaysOnce).Select(candidate => candidate.Rule.Id)]
            : [];

    /// <summary>Selects the rules that pay.</summary>
    /// <param name="rules">The rules for the conversion's kind.</param>
    /// <param name="conversion">The conversion.</param>
    /// <param name="lines">The lines of the sale, if it has lines.</param>
    /// <param name="select">Which of the matching rules pay.</param>
    /// <param name="noted">The array that receives the outcome of each rule, by index; null when no trace is
    /// requested.</param>
    public void Select(
        EventRules rules,
        in ConversionAmounts conversion,
        LineSelection? lines,
        Selection select,
        RuleOutcome[]? noted
    )
    {
        (input, outcomes) = (conversion.Input, noted);
        if (lines is null && noted is null && rules.Index is { } index)
        {
            foreach (var place in index.Find(conversion.Facts.ValueOf(index.Slot)))
            {
                Match(rules.Rules[place], conversion);
            }
        }
        else
        {
            foreach (var rule in rules.Rules)
            {
                Match(rule, conversion, lines);
            }
        }

        Choose(lines is null || OnLines is null ? None : lines.Choose(OnLines), select);
        IsTooLarge |= lines?.IsTooLarge == true;
    }

    /// <summary>Releases the conversion.</summary>
    public void End()
    {
        onWhole.Clear();
        Chosen.Clear();
        (input, outcomes, OnLines) = (null!, null, null);
        (IsTooLarge, NoPayReason) = (false, EvaluationReasons.NoRuleMatches);
    }

    private void Choose(List<Candidate> onLines, Selection select)
    {
        if (select == Selection.All || onWhole.Count + Math.Min(onLines.Count, 1) <= 1)
        {
            Chosen.AddRange(onWhole);
            Chosen.AddRange(onLines);
            if (onWhole.Count > 0 && onLines.Count > 0)
            {
                Chosen.Sort((first, other) => first.Place.CompareTo(other.Place));
            }

            return;
        }

        // All rules on lines are ranked together, at the index of the first of them.
        var best = select == Selection.First ? IndexOfFirst(onLines) : IndexOfHighest(onLines);
        for (var i = 0; i < onWhole.Count; i++)
        {
            Take(onWhole[i], i == best);
        }

        foreach (var candidate in onLines)
        {
            Take(candidate, best == onWhole.Count);
        }
    }

    private void Take(in Candidate candidate, bool isChosen)
    {
        if (isChosen)
        {
            Chosen.Add(candidate);
        }
        else if (outcomes is not null)
        {
            outcomes[candidate.Place] = RuleOutcome.NotSelected;
        }
    }

    private int IndexOfFirst(List<Candidate> onLines) =>
        onWhole.Count > 0 && (onLines.Count == 0 || onWhole[0].Place < onLines[0].Place) ? 0 : onWhole.Count;

    // Of equal amounts, the earlier rule wins.
    private int IndexOfHighest(List<Candidate> onLines)
    {
        var (best, highest, place) = (onWhole.Count, long.MinValue, int.MaxValue);
        if (onLines.Count > 0)
        {
            (highest, place) = (onLines.Sum(candidate => candidate.Rounded), onLines[0].Place);
        }

        for (var i = 0; i < onWhole.Count; i++)
        {
            if (onWhole[i].Rounded > highest || (onWhole[i].Rounded == highest && onWhole[i].Place < place))
            {
                (best, highest, place) = (i, onWhole[i].Rounded, onWhole[i].Place);
            }
        }

        return best;
    }

    private void Match(CompiledRule rule, in ConversionAmounts conversion, LineSelection? lines)
    {
        if (rule.IsByLine && lines is not null)
        {
            var matched = new RuleOnLines(rule.Rule, rule.Place);
            (OnLines ??= []).Add(matched);
            var isMet = !rule.IsOfOtherGroup(input.Partner.Group) && lines.Match(rule, matched);
            matched.IsSelected = Note(rule, isMet) == RuleOutcome.Selected;
        }
        else
        {
            Match(rule, conversion);
        }
    }

    private void Match(CompiledRule rule, in ConversionAmounts conversion)
    {
        var isMet = !rule.IsOfOtherGroup(input.Partner.Group) && rule.When?.IsMet(conversion.Facts) != false;
        if (Note(rule, isMet) != RuleOutcome.Selected)
        {
            return;
        }

        var amount = conversion.Whole.AmountFor(rule.Rule.Base);
        var units = UnitsFor(rule.Rule, input.Conversion);
        var exact = PayComputation.Of(
            rule.Rule.Pay,
            amount,
            units,
            ExactAmount.Zero,
            input.Partner.Stats,
            conversion.Counted,
            lines: null
        );
        IsTooLarge |= !exact.TryRound(out var rounded) | !amount.TryRound(out var roundedBase);
        onWhole.Add(new Candidate(rule.Rule, rule.Place, input.IsSale ? roundedBase : 0, rounded));
    }

    private RuleOutcome Note(CompiledRule rule, bool isMet)
    {
        var outcome = isMet ? OutcomeOf(rule.Rule) : RuleOutcome.ConditionNotMet;
        NoPayReason = outcome switch
        {
            RuleOutcome.DurationEnded => EvaluationReasons.DurationEnded,
            RuleOutcome.PaidBefore => EvaluationReasons.PaidBefore,
            _ => NoPayReason,
        };
        if (outcomes is not null)
        {
            outcomes[rule.Place] =
                !isMet && rule.IsOfOtherGroup(input.Partner.Group) ? RuleOutcome.OtherGroup : outcome;
        }

        return outcome;
    }

    // The outcome of a rule whose condition is met.
    private RuleOutcome OutcomeOf(CommissionRule rule) =>
        HasEnded(rule.Duration) ? RuleOutcome.DurationEnded
        : rule.PaysOnce && input.History.RulesPaid?.Contains(rule.Id) == true ? RuleOutcome.PaidBefore
        : RuleOutcome.Selected;

    // Durations count payments, so they apply only to sales.
    private bool HasEnded(Duration duration) =>
        input.IsSale
        && duration switch
        {
            Duration.First => input.History.Payments >= 1,
            Duration.Payments payments => input.History.Payments >= payments.Count,
            Duration.Months months => input.History.FirstSaleAt is { } first
                && input.Conversion.OccurredAt.UtcDateTime >= first.UtcDateTime.AddMonths(months.Count),
            _ => false,
        };

    /// <summary>
    /// Returns the number of units that a fixed amount is paid for: the units of a sale, or 1 for other events. A sale
    /// of 0 is not a payment that a duration counts, so no fixed amount is paid for it under such a duration.
    /// </summary>
    internal static long UnitsFor(CommissionRule rule, ConversionFacts sold) =>
        sold switch
        {
            { Type: not ConversionType.Sale } => 1,
            { Amount: 0 } when rule.Duration is Duration.First or Duration.Payments => 0,
            _ => sold.Units,
        };
}
