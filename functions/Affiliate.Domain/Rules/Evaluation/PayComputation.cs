using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>What a rule pays for one conversion, before rounding, line by line.</summary>
/// <param name="Exact">The sum.</param>
/// <param name="Parts">What it is made of.</param>
internal sealed record PayComputation(ExactAmount Exact, IReadOnlyList<PayComputation.Part> Parts)
{
    /// <summary>The lines, for the trace.</summary>
    public IReadOnlyList<PayLine> Lines => [.. Parts.Select(part => part.Line)];

    /// <summary>Computes it.</summary>
    /// <param name="pay">What the rule pays.</param>
    /// <param name="amount">The base, in minor units of the rule book's currency.</param>
    /// <param name="quantity">For how many units a fixed amount counts.</param>
    /// <param name="stats">What the partner had done before.</param>
    /// <param name="counted">What this conversion adds to each metric.</param>
    public static PayComputation Of(Pay pay, ExactAmount amount, long quantity, PartnerStats stats, Func<string, long> counted) => pay switch
    {
        Pay.Percent or Pay.Flat => Line(pay, amount, quantity, from: null, reached: null),
        Pay.Tiers tiers => OfTiers(tiers, amount, quantity, stats.Of(tiers.Metric).In(tiers.Window), counted(tiers.Metric)),
        _ => throw new ArgumentException($"Nothing is paid by {pay}.", nameof(pay)),
    };

    private static PayComputation OfTiers(Pay.Tiers tiers, ExactAmount amount, long quantity, long before, long counted)
    {
        if (!tiers.IsMarginal)
        {
            var reached = checked(before + counted);
            var step = StepAt(tiers, reached);
            return Line(step.Pays, amount, quantity, step.From, reached);
        }

        // Only the base can be cut at the steps of an amount; by any other metric, and for fixed amounts, the step counts in which
        // the conversion begins.
        if (tiers.Metric != "partner.sale_amount" || tiers.Steps.Any(step => step.Pays is Pay.Flat))
        {
            var step = StepAt(tiers, before);
            return Line(step.Pays, amount, quantity, step.From, before);
        }

        return Slices(tiers, amount, before);
    }

    private static PayComputation Slices(Pay.Tiers tiers, ExactAmount amount, long before)
    {
        var (parts, sum) = (new List<Part>(), ExactAmount.Zero);
        var (position, end) = (ExactAmount.Of(before), ExactAmount.Of(before) + amount);
        for (var i = 0; i < tiers.Steps.Count && position < end; i++)
        {
            var step = tiers.Steps[i];
            var top = i + 1 < tiers.Steps.Count && ExactAmount.Of(tiers.Steps[i + 1].From) < end ? ExactAmount.Of(tiers.Steps[i + 1].From) : end;
            if (top > position)
            {
                var line = Line(step.Pays, top - position, quantity: 1, step.From, before);
                parts.AddRange(line.Parts);
                sum += line.Exact;
                position = top;
            }
        }

        return new PayComputation(sum, parts);
    }

    private static Pay.Step StepAt(Pay.Tiers tiers, long value) => tiers.Steps.Last(step => step.From <= Math.Max(value, 0));

    private static PayComputation Line(Pay pay, ExactAmount amount, long quantity, long? from, long? reached)
    {
        var exact = pay switch
        {
            Pay.Percent percent => percent.Rate.Of(amount),
            Pay.Flat flat => ExactAmount.Of(flat.Amount) * ExactAmount.Of(quantity),
            _ => throw new ArgumentException($"No line is {pay}.", nameof(pay)),
        };
        return new PayComputation(exact, [new Part(pay, amount, quantity, from, reached)]);
    }

    /// <summary>One part of a computation.</summary>
    internal sealed record Part(Pay Pay, ExactAmount Amount, long Quantity, long? From, long? Reached)
    {
        /// <summary>The part in words and numbers.</summary>
        public PayLine Line => Pay is Pay.Percent percent
            ? new PayLine { From = From, Reached = Reached, Base = Amount.ToString(), Percent = percent.Rate.Value }
            : new PayLine { From = From, Reached = Reached, Flat = ((Pay.Flat)Pay).Amount, Quantity = Quantity };
    }
}
