using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// Applies rules to each line of a sale, on the line's own base, and selects among the rules that match the same line.
/// A rule's commission is the sum over its lines, rounded once. Marginal tiers process the lines in order; each line
/// starts where the previous line ends.
/// </summary>
internal sealed class LineSelection
{
    private readonly RuleBook book;
    private readonly EvaluationInput input;
    private readonly CountedMetrics counted;
    private readonly bool isTraced;
    private readonly SalePart[] lines;

    /// <param name="book">The rule book.</param>
    /// <param name="input">The sale.</param>
    /// <param name="facts">The facts of the whole sale.</param>
    /// <param name="counted">The amounts that the sale adds to its partner's metrics.</param>
    /// <param name="isTraced">Whether a trace is requested.</param>
    public LineSelection(RuleBook book, EvaluationInput input, EventFacts facts, CountedMetrics counted, bool isTraced)
    {
        (this.book, this.input, this.counted, this.isTraced) = (book, input, counted, isTraced);
        lines = [.. SaleLines.Split(input.Conversion).Select(line => new SalePart(line, book.Currency))];
        Facts = [.. lines.Select(line => facts.Of(line.Facts))];
    }

    /// <summary>The facts that conditions on each line see.</summary>
    public EventFacts[] Facts { get; }

    /// <summary>Whether a base or a commission exceeds the maximum that can be booked.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Finds the lines that a rule matches and computes what the rule pays for each.</summary>
    /// <returns>Whether the rule matches at least one line.</returns>
    public bool Match(CompiledRule rule, RuleOnLines matched)
    {
        var startsAt = ExactAmount.Zero;
        matched.Traces = isTraced ? [] : null;
        for (var i = 0; i < lines.Length; i++)
        {
            var (amount, isCredit) = (lines[i].AmountFor(rule.Rule.Base), input.Conversion.Lines![i].IsCredit);
            if (!isCredit && rule.When!.IsMet(Facts[i]))
            {
                matched.Lines.Add(Pay(rule, matched, i, amount, startsAt));
            }
            else if (isTraced)
            {
                // No condition is evaluated for a credit line.
                ConditionTrace[] conditions = isCredit ? [] : [.. Facts[i].Trace(rule.When)];
                matched.Traces!.Add(new LineTrace(i, IdOf(i), "not_matched", conditions));
            }

            startsAt += amount;
        }

        return matched.Lines.Count > 0;
    }

    /// <summary>Applies <c>select</c> to each line and sums up the pay of each rule.</summary>
    public List<Candidate> Choose(IEnumerable<RuleOnLines> asked)
    {
        var matched = asked.Where(rule => rule.IsSelected).ToList();
        if (book.Select != Selection.All)
        {
            foreach (var rivals in matched.SelectMany(rule => rule.Lines).GroupBy(paid => paid.Line))
            {
                var best =
                    book.Select == Selection.First
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

    private PaidLine Pay(CompiledRule compiled, RuleOnLines matched, int line, ExactAmount amount, ExactAmount startsAt)
    {
        var rule = compiled.Rule;
        var payLines = isTraced ? new List<PayLine>() : null;
        var units = RuleSelection.UnitsFor(rule, lines[line].Facts);
        var exact = PayComputation.Of(rule.Pay, amount, units, startsAt, input.Partner.Stats, counted, payLines);
        IsTooLarge |= !exact.TryRound(out var rounded);
        if (isTraced)
        {
            matched.Traces!.Add(
                new LineTrace(line, IdOf(line), "selected", [.. Facts[line].Trace(compiled.When)])
                {
                    Base = lines[line].TraceFor(rule.Base),
                    Lines = payLines,
                    Exact = exact.ToString(),
                }
            );
        }

        return new PaidLine(line, amount, exact, rounded);
    }

    private Candidate? SumUp(RuleOnLines matched)
    {
        var paid = matched.Lines.Where(line => !line.IsPassed).ToList();
        var exact = paid.Aggregate(ExactAmount.Zero, (sum, line) => sum + line.Exact);
        var amount = paid.Aggregate(ExactAmount.Zero, (sum, line) => sum + line.Base);
        IsTooLarge |= !exact.TryRound(out var rounded) | !amount.TryRound(out var roundedBase);
        (matched.Exact, matched.Rounded) = (exact, rounded);
        return paid.Count == 0
            ? null
            : new Candidate(matched.Rule, matched.Place, roundedBase, rounded)
            {
                Lines = [.. paid.Select(line => line.Line)],
            };
    }

    private string? IdOf(int line) => input.Conversion.Lines![line].LineId;
}
