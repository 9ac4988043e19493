using System.Numerics;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>What rules pay, as the documentation of rule books says it.</summary>
internal static class ReferencePay
{
    public static BigInteger Of(
        CommissionRule rule,
        BigInteger amount,
        BigInteger startsAt,
        ConversionFacts sold,
        EvaluationInput input,
        Func<string, long> counted
    )
    {
        var units =
            sold.Type != ConversionType.Sale ? 1
            : sold.Amount == 0 && rule.Duration is Duration.First or Duration.Payments ? 0
            : sold.Units;
        if (rule.Pay is not Pay.Tiers tiers)
        {
            return Simple(rule.Pay, amount, units);
        }

        var before = input.Partner.Stats.Of(tiers.Metric).In(tiers.Window);
        if (!tiers.IsMarginal)
        {
            return Simple(StepAt(tiers, before + counted(tiers.Metric)), amount, units);
        }

        return tiers.Metric == "partner.sale_amount" && tiers.Steps.All(step => step.Pays is Pay.Percent)
            ? Marginal(tiers, ReferenceAmount.Of(before) + startsAt, amount)
            : Simple(StepAt(tiers, before), amount, units);
    }

    private static BigInteger Marginal(Pay.Tiers tiers, BigInteger from, BigInteger amount)
    {
        BigInteger sum = 0;
        for (var i = 0; i < tiers.Steps.Count; i++)
        {
            var low = BigInteger.Max(from, ReferenceAmount.Of(tiers.Steps[i].From));
            var high =
                i + 1 < tiers.Steps.Count
                    ? BigInteger.Min(from + amount, ReferenceAmount.Of(tiers.Steps[i + 1].From))
                    : from + amount;
            sum += high > low ? Simple(tiers.Steps[i].Pays, high - low, 1) : 0;
        }

        return sum;
    }

    private static Pay StepAt(Pay.Tiers tiers, long value) =>
        tiers.Steps.Last(step => step.From <= Math.Max(0, value)).Pays;

    private static BigInteger Simple(Pay pay, BigInteger amount, long units) =>
        pay is Pay.Percent percent
            ? ReferenceAmount.Percent(amount, percent.Rate.Value)
            : ReferenceAmount.Of(((Pay.Flat)pay).Amount) * units;
}
