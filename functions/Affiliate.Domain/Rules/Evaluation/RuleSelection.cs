using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>A rule that pays, with its amounts in minor units.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Index">Its place among the noted rules.</param>
/// <param name="Base">What it was applied to.</param>
/// <param name="Rounded">What it would pay.</param>
/// <param name="Amount">What it pays after the caps.</param>
internal sealed record Candidate(CommissionRule Rule, int Index, long Base, long Rounded, long Amount)
{
    /// <summary>The places of the lines that it pays for; null where it pays for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }
}

/// <summary>
/// Finds which rules pay for one conversion, and how much, before caps. A rule whose condition looks at products, plans
/// or quantities is evaluated for each line of a sale, any other rule for the whole sale. <c>select</c> chooses among
/// the rules on the same line, and then between each rule on the whole sale and all rules on lines together.
/// </summary>
internal sealed class RuleSelection(
    CompiledRuleBook compiled,
    EvaluationInput input,
    SalePart whole,
    ConversionScope scope,
    Func<string, long> counted,
    EvaluationNotes? notes)
{
    private const string OtherGroup = "group";
    private const string NotMet = "condition";

    private readonly LineSelection? lines = input.Conversion.Lines is { Count: > 0 }
        ? new LineSelection(compiled, input, scope, counted, notes)
        : null;

    /// <summary>Whether a base or its payment is more than can be booked.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Why the rules pay nothing, where none does.</summary>
    public string NoPayReason { get; private set; } = EvaluationReasons.NoRuleMatches;

    /// <summary>The rules that the conversion matches and that pay a customer once.</summary>
    public IReadOnlyList<string> PayOnce { get; private set; } = [];

    /// <summary>The rules that pay, in the order of the document.</summary>
    public List<Candidate> Select()
    {
        var (onWhole, onLines) = (new List<Candidate>(), new List<RuleOnLines>());
        foreach (var rule in compiled.RulesOn(input.Conversion.Type))
        {
            if (rule.IsByLine && lines is not null)
            {
                Match(rule.Rule, lines, onLines);
            }
            else
            {
                Match(rule.Rule, onWhole);
            }
        }

        PayOnce = input.IsSale
            ? []
            : [.. onWhole.Where(candidate => candidate.Rule.PaysOnce).Select(candidate => candidate.Rule.Id)];
        return Choose(onWhole, lines is null ? [] : ChooseByLine(lines, onLines));
    }

    private List<Candidate> ChooseByLine(LineSelection selection, List<RuleOnLines> onLines)
    {
        var chosen = selection.Choose(onLines);
        IsTooLarge |= selection.IsTooLarge;
        return chosen;
    }

    private List<Candidate> Choose(List<Candidate> onWhole, List<Candidate> onLines)
    {
        if (compiled.Book.Select == Selection.All || onWhole.Count == 0 || (onWhole.Count == 1 && onLines.Count == 0))
        {
            return onLines.Count == 0 ? onWhole : [.. onWhole.Concat(onLines).OrderBy(PlaceOf)];
        }

        List<List<Candidate>> contenders = [.. onWhole.Select(candidate => new List<Candidate> { candidate })];
        if (onLines.Count > 0)
        {
            contenders = [.. contenders.Append(onLines).OrderBy(contender => PlaceOf(contender[0]))];
        }

        var best = compiled.Book.Select == Selection.First ? contenders[0]
            : contenders.Aggregate((highest, next) => SumOf(next) > SumOf(highest) ? next : highest);
        var passed = contenders.Where(contender => contender != best).SelectMany(contender => contender);
        notes?.Pass(passed.Select(candidate => candidate.Index));
        return best;
    }

    private int PlaceOf(Candidate candidate)
        => Array.FindIndex(compiled.RulesOn(input.Conversion.Type), rule => ReferenceEquals(rule.Rule, candidate.Rule));

    private static long SumOf(List<Candidate> contender) => contender.Sum(candidate => candidate.Rounded);

    private void Match(CommissionRule rule, List<Candidate> matching)
    {
        var conditions = notes is null ? null : new List<ConditionTrace>();
        var reason = IsOfOtherGroup(rule) ? OtherGroup
            : rule.When?.IsMet(scope, conditions) == false ? NotMet
            : ReasonNotToPay(rule);
        if (reason is not null)
        {
            notes?.Rules.Add(new RuleTrace(rule.Id, "not_matched", reason, conditions!));
            return;
        }

        var amount = whole.AmountFor(rule.Base);
        var payLines = notes is null ? null : new List<PayLine>();
        var units = UnitsFor(rule, whole.Facts);
        var exact = PayComputation.Of(
            rule.Pay, amount, units, ExactAmount.Zero, input.Partner.Stats, counted, payLines);
        IsTooLarge |= !exact.TryRound(out var rounded) | !amount.TryRound(out var roundedBase);
        notes?.Rules.Add(new RuleTrace(rule.Id, "selected", null, conditions!)
        {
            Base = input.IsSale ? whole.TraceFor(rule.Base) : null,
            Lines = payLines!,
            Exact = exact.ToString(),
            Rounded = rounded,
        });
        matching.Add(
            new Candidate(rule, notes?.Rules.Count - 1 ?? 0, input.IsSale ? roundedBase : 0, rounded, rounded));
    }

    private void Match(CommissionRule rule, LineSelection selection, List<RuleOnLines> matching)
    {
        var matched = new RuleOnLines(rule);
        var reason = IsOfOtherGroup(rule) ? OtherGroup : !selection.Match(matched) ? NotMet : ReasonNotToPay(rule);
        if (reason is not null)
        {
            notes?.Rules.Add(new RuleTrace(rule.Id, "not_matched", reason, []) { ByLine = matched.Traces });
            return;
        }

        matched.Index = notes?.Rules.Count ?? 0;
        notes?.Rules.Add(new RuleTrace(rule.Id, "selected", null, []));
        matching.Add(matched);
    }

    private bool IsOfOtherGroup(CommissionRule rule) => rule.Groups?.Contains(input.Partner.Group) == false;

    // Of a rule that matches.
    private string? ReasonNotToPay(CommissionRule rule)
    {
        var reason = HasEnded(rule.Duration) ? EvaluationReasons.DurationEnded
            : rule.PaysOnce && input.History.RulesPaid?.Contains(rule.Id) == true ? EvaluationReasons.PaidBefore
            : null;
        NoPayReason = reason ?? NoPayReason;
        return reason;
    }

    // Only sales have a duration, because it counts payments.
    private bool HasEnded(Duration duration) => input.IsSale && duration switch
    {
        Duration.First => input.History.Payments >= 1,
        Duration.Payments payments => input.History.Payments >= payments.Count,
        Duration.Months months => input.History.FirstSaleAt is { } first
            && input.Conversion.OccurredAt.UtcDateTime >= first.UtcDateTime.AddMonths(months.Count),
        _ => false,
    };

    /// <summary>
    /// For how many units a fixed amount is paid: the units of a sale, 1 for other events. A duration does not count a
    /// sale of 0 as a payment, so a fixed amount with a duration pays nothing for it.
    /// </summary>
    internal static long UnitsFor(CommissionRule rule, ConversionFacts sold) => sold switch
    {
        { Type: not ConversionType.Sale } => 1,
        { Amount: 0 } when rule.Duration is Duration.First or Duration.Payments => 0,
        _ => sold.Units,
    };
}
