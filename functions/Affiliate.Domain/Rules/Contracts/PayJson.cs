using System.Text.Json;

namespace Affiliate.Domain.Rules;

/// <summary>Writes pay as rule books do.</summary>
internal static class PayJson
{
    /// <summary>Returns the pay as <c>{"percent": "20"}</c>, <c>{"flat": 500}</c> or <c>{"tiers": {…}}</c>.</summary>
    public static JsonElement Of(Pay pay) => JsonSerializer.SerializeToElement(Written(pay), EvaluationTrace.Options);

    private static object Written(Pay pay) =>
        pay switch
        {
            Pay.Percent percent => new { Percent = percent.Rate.Value },
            Pay.Flat flat => new { Flat = flat.Amount },
            Pay.Tiers tiers => new
            {
                Tiers = new
                {
                    By = tiers.Metric,
                    tiers.Window,
                    Mode = tiers.IsMarginal ? "marginal" : "whole",
                    Steps = tiers.Steps.Select(step => new
                    {
                        step.From,
                        Percent = (step.Pays as Pay.Percent)?.Rate.Value,
                        Flat = (step.Pays as Pay.Flat)?.Amount,
                    }),
                },
            },
            _ => throw new ArgumentException($"There is no pay of the kind {pay}.", nameof(pay)),
        };
}
