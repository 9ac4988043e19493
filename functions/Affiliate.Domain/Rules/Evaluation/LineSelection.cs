using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>A rule that is evaluated for each line of a sale.</summary>
internal sealed class RuleOnLines(CommissionRule rule)
{
    public CommissionRule Rule => rule;

    /// <summary>Its place among the noted rules.</summary>
    public int Index { get; set; }

    /// <summary>The lines that it matches.</summary>
    public List<PaidLine> Lines { get; } = [];

    /// <summary>The outcome for each line; null where no trace is requested.</summary>
    public List<LineTrace>? Traces { get; set; }
}

/// <summary>What a rule pays for one line, before rounding.</summary>
/// <param name="line">The place of the line.</param>
/// <param name="amount">What the rule is applied to.</param>
/// <param name="exact">What it pays, exactly.</param>
/// <param name="rounded">The rounded payment, to compare it with other rules.</param>
internal sealed class PaidLine(int line, ExactAmount amount, ExactAmount exact, long rounded)
{
    public int Line => line;

    public ExactAmount Base => amount;

    public ExactAmount Exact => exact;

    public long Rounded => rounded;

    /// <summary>Whether another rule pays for the line instead.</summary>
    public bool IsPassed { get; set; }
}

/// <summary>
/// Evaluates rules for each line of a sale, on the line's own base, and selects among the rules that match the same
/// line. A rule's commission is the sum over its lines, rounded once. Marginal tiers process the lines in order: each
/// line starts where the previous line ends.
/// </summary>
internal sealed class LineSelection
{
    private readonly CompiledRuleBook compiled;
    private readonly EvaluationInput input;
    private readonly Func<string, long> counted;
    private readonly EvaluationNotes? notes;
    private readonly SalePart[] lines;
    private readonly ConversionScope[] scopes;

    public LineSelection(
        CompiledRuleBook compiled,
        EvaluationInput input,
        ConversionScope scope,
        Func<string, long> counted,
        EvaluationNotes? notes)
    {
        (this.compiled, this.input, this.counted, this.notes) = (compiled, input, counted, notes);
        lines = [.. SaleLines.Split(input.Conversion).Select(line => new SalePart(line, compiled.Book.Currency))];
        scopes = [.. lines.Select(line => scope.Of(line.Facts))];
    }

    /// <summary>Whether a base or its payment is more than can be booked.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Finds the lines that a rule matches, with what it pays for each.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Match(RuleOnLines matched)
    {
        var (rule, startsAt) = (matched.Rule, ExactAmount.Zero);
        matched.Traces = notes is null ? null : [];
        for (var i = 0; i < lines.Length; i++)
        {
            var conditions = notes is null ? null : new List<ConditionTrace>();
            var amount = lines[i].AmountFor(rule.Base);
            if (!input.Conversion.Lines![i].IsCredit && rule.When!.IsMet(scopes[i], conditions))
            {
                matched.Lines.Add(Pay(matched, i, amount, startsAt, conditions));
            }
            else
            {
                matched.Traces?.Add(new LineTrace(i, IdOf(i), "not_matched", conditions!));
            }

            startsAt += amount;
        }

        return matched.Lines.Count > 0;
    }

    /// <summary>Applies <c>select</c> to each line, and sums the payments of each rule.</summary>
    public List<Candidate> Choose(IReadOnlyList<RuleOnLines> matched)
    {
        if (compiled.Book.Select != Selection.All)
        {
            foreach (var rivals in matched.SelectMany(rule => rule.Lines).GroupBy(paid => paid.Line))
            {
                var best = compiled.Book.Select == Selection.First
                    ? rivals.First()
                    : rivals.Aggregate((highest, next) => next.Rounded > highest.Rounded ? next : highest);
                foreach (var passed in rivals.Where(paid => paid != best))
                {
                    passed.IsPassed = true;
                }
            }
        }

        return [.. matched.Select(SumUp).OfType<Candidate>()];
    }

    private PaidLine Pay(
        RuleOnLines matched, int line, ExactAmount amount, ExactAmount startsAt, List<ConditionTrace>? conditions)
    {
        var rule = matched.Rule;
        var payLines = notes is null ? null : new List<PayLine>();
        var units = RuleSelection.UnitsFor(rule, lines[line].Facts);
        var exact = PayComputation.Of(rule.Pay, amount, units, startsAt, input.Partner.Stats, counted, payLines);
        IsTooLarge |= !exact.TryRound(out var rounded);
        matched.Traces?.Add(new LineTrace(line, IdOf(line), "selected", conditions!)
        {
            Base = lines[line].TraceFor(rule.Base),
            Lines = payLines,
            Exact = exact.ToString(),
        });
        return new PaidLine(line, amount, exact, rounded);
    }

    private Candidate? SumUp(RuleOnLines matched)
    {
        var paid = matched.Lines.Where(line => !line.IsPassed).ToList();
        var exact = paid.Aggregate(ExactAmount.Zero, (sum, line) => sum + line.Exact);
        var amount = paid.Aggregate(ExactAmount.Zero, (sum, line) => sum + line.Base);
        IsTooLarge |= !exact.TryRound(out var rounded) | !amount.TryRound(out var roundedBase);
        if (notes is not null)
        {
            var passed = matched.Lines.Where(line => line.IsPassed).Select(line => line.Line).ToHashSet();
            notes.Rules[matched.Index] = notes.Rules[matched.Index] with
            {
                Outcome = paid.Count > 0 ? "selected" : "not_selected",
                ByLine = [.. matched.Traces!.Select(
                    line => passed.Contains(line.Line) ? line with { Outcome = "not_selected" } : line)],
                Exact = exact.ToString(),
                Rounded = rounded,
            };
        }

        return paid.Count == 0
            ? null
            : new Candidate(matched.Rule, matched.Index, roundedBase, rounded, rounded) { Lines = [.. paid.Select(line => line.Line)] };
    }

    private string? IdOf(int line) => input.Conversion.Lines![line].LineId;
}
