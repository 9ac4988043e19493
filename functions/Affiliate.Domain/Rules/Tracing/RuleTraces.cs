using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Compilation;

namespace Affiliate.Domain.Rules;

/// <summary>Builds the traces of rules from the record of an evaluation.</summary>
/// <param name="book">The rule book.</param>
/// <param name="input">The conversion.</param>
/// <param name="record">The record of the evaluation.</param>
internal sealed class RuleTraces(RuleBook book, EvaluationInput input, EvaluationRecord record)
{
    private const string Selected = "selected";
    private const string NotSelected = "not_selected";

    private readonly SalePart whole = new(input.Conversion, book.Currency);

    /// <summary>Returns the traces of the rules for one kind of event.</summary>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="outcomes">The outcomes of the rules.</param>
    public List<RuleTrace> Of(CompiledRule[] rules, RuleOutcome[] outcomes)
    {
        var onLines = (record.OnLines ?? []).ToDictionary(rule => rule.Place);
        var traces = new List<RuleTrace>(rules.Length);
        foreach (var rule in rules)
        {
            var outcome = outcomes[rule.Place];
            traces.Add(
                onLines.TryGetValue(rule.Place, out var asked) ? OnLines(asked, outcome) : OnWhole(rule, outcome)
            );
        }

        foreach (var paid in record.Paid)
        {
            traces[paid.Place] = traces[paid.Place] with { Caps = paid.Caps, Amount = paid.Amount };
        }

        return traces;
    }

    private RuleTrace OnWhole(CompiledRule compiled, RuleOutcome outcome)
    {
        var rule = compiled.Rule;
        var trace = new RuleTrace(
            rule.Id,
            NameOf(outcome),
            ReasonOf(outcome),
            outcome == RuleOutcome.OtherGroup ? [] : [.. record.Facts!.Trace(compiled.When)]
        );
        if (outcome is not (RuleOutcome.Selected or RuleOutcome.NotSelected))
        {
            return trace;
        }

        var lines = new List<PayLine>();
        var units = RuleSelection.UnitsFor(rule, whole.Facts);
        var exact = PayComputation.Of(
            rule.Pay,
            whole.AmountFor(rule.Base),
            units,
            ExactAmount.Zero,
            input.Partner.Stats,
            record.Counted,
            lines
        );
        exact.TryRound(out var rounded);
        return trace with
        {
            Base = input.IsSale ? whole.TraceFor(rule.Base) : null,
            Lines = lines,
            Exact = exact.ToString(),
            Rounded = rounded,
        };
    }

    private static RuleTrace OnLines(RuleOnLines asked, RuleOutcome outcome)
    {
        if (!asked.IsSelected)
        {
            return new RuleTrace(asked.Rule.Id, NameOf(outcome), ReasonOf(outcome), []) { ByLine = asked.Traces };
        }

        var passed = asked.Lines.Where(line => line.IsPassed).Select(line => line.Line).ToHashSet();
        return new RuleTrace(asked.Rule.Id, passed.Count < asked.Lines.Count ? NameOf(outcome) : NotSelected, null, [])
        {
            ByLine =
            [
                .. asked.Traces!.Select(trace =>
                    passed.Contains(trace.Line) ? trace with { Outcome = NotSelected } : trace
                ),
            ],
            Exact = asked.Exact.ToString(),
            Rounded = asked.Rounded,
        };
    }

    private static string NameOf(RuleOutcome outcome) =>
        outcome switch
        {
            RuleOutcome.Selected => Selected,
            RuleOutcome.NotSelected => NotSelected,
            _ => "not_matched",
        };

    private static string? ReasonOf(RuleOutcome outcome) =>
        outcome switch
        {
            RuleOutcome.OtherGroup => "group",
            RuleOutcome.ConditionNotMet => "condition",
            RuleOutcome.DurationEnded => EvaluationReasons.DurationEnded,
            RuleOutcome.PaidBefore => EvaluationReasons.PaidBefore,
            _ => null,
        };
}
