using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>
/// Computes the amount that a rule pays for one conversion, before rounding. The computation is recorded line by line.
/// </summary>
internal static class PayComputation
{
    /// <summary>Computes the amount before rounding.</summary>
    /// <param name="pay">The pay of the rule.</param>
    /// <param name="amount">The base, in minor units of the rule book's currency.</param>
    /// <param name="quantity">The number of units that a fixed amount is paid for.</param>
    /// <param name="startsAt">The part of the sale that precedes this base when the base is one of several lines.
    /// Marginal tiers continue from there.</param>
    /// <param name="stats">The partner's statistics before the conversion.</param>
    /// <param name="counted">The amounts that this conversion adds to each metric.</param>
    /// <param name="lines">The list that receives each computed line, or null.</param>
    public static ExactAmount Of(
        Pay pay,
        ExactAmount amount,
        long quantity,
        ExactAmount startsAt,
        PartnerStats stats,
        CountedMetrics counted,
        List<PayLine>? lines
    ) =>
        pay switch
        {
            Pay.Percent or Pay.Flat => Line(pay, amount, quantity, from: null, reached: null, lines),
            Pay.Tiers tiers => OfTiers(
                tiers,
                amount,
                quantity,
                startsAt,
                stats.Of(tiers.Metric).In(tiers.Window),
                counted.Of(tiers.Metric),
                lines
            ),
            _ => throw new ArgumentException($"There is no pay of the kind {pay}.", nameof(pay)),
        };

    private static ExactAmount OfTiers(
        Pay.Tiers tiers,
        ExactAmount amount,
        long quantity,
        ExactAmount startsAt,
        long before,
        long counted,
        List<PayLine>? lines
    )
    {
        if (!tiers.IsMarginal)
        {
            var reached = Amounts.Sum(before, counted);
            var step = StepAt(tiers, reached);
            return Line(step.Pays, amount, quantity, step.From, reached, lines);
        }

        // Only steps of a sale amount can split the base. For other metrics and for fixed amounts, the step at which
        // the conversion starts applies.
        if (tiers.Metric != "partner.sale_amount" || tiers.HasFlatSteps)
        {
            var step = StepAt(tiers, before);
            return Line(step.Pays, amount, quantity, step.From, before, lines);
        }

        return Slices(tiers, amount, startsAt, before, lines);
    }

    private static ExactAmount Slices(
        Pay.Tiers tiers,
        ExactAmount amount,
        ExactAmount startsAt,
        long before,
        List<PayLine>? lines
    )
    {
        var sum = ExactAmount.Zero;
        var position = ExactAmount.Of(before) + startsAt;
        var end = position + amount;
        for (var i = 0; i < tiers.Steps.Count && position < end; i++)
        {
            var step = tiers.Steps[i];
            var top =
                i + 1 < tiers.Steps.Count && ExactAmount.Of(tiers.Steps[i + 1].From) < end
                    ? ExactAmount.Of(tiers.Steps[i + 1].From)
                    : end;
            if (top > position)
            {
                sum += Line(step.Pays, top - position, quantity: 1, step.From, before, lines);
                position = top;
            }
        }

        return sum;
    }

    // The steps start at 0 and are in ascending order.
    private static Pay.Step StepAt(Pay.Tiers tiers, long value)
    {
        var place = tiers.Steps.Count - 1;
        while (place > 0 && tiers.Steps[place].From > value)
        {
            place--;
        }

        return tiers.Steps[place];
    }

    private static ExactAmount Line(
        Pay pay,
        ExactAmount amount,
        long quantity,
        long? from,
        long? reached,
        List<PayLine>? lines
    )
    {
        if (pay is Pay.Percent percent)
        {
            lines?.Add(
                new PayLine
                {
                    From = from,
                    Reached = reached,
                    Base = amount.ToString(),
                    Percent = percent.Rate.Value,
                }
            );
            return percent.Rate.Of(amount);
        }

        var flat = ((Pay.Flat)pay).Amount;
        lines?.Add(
            new PayLine
            {
                From = from,
                Reached = reached,
                Flat = flat,
                Quantity = quantity,
            }
        );
        return ExactAmount.Of(flat) * ExactAmount.Of(quantity);
    }
}
