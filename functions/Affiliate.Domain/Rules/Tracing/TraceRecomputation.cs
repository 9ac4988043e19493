using System.Text.Json;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>
/// Recomputes the amount of a commission from its trace alone, without the rule book. The computation goes from the
/// event to the base, sums the lines, rounds once, applies the caps and splits the amount among the partners. The
/// results recorded in the trace are ignored, so that an amount that was changed afterwards is detected.
/// </summary>
public static class TraceRecomputation
{
    /// <summary>Returns the amount in minor units of the rule book's currency.</summary>
    /// <param name="trace">The trace, as written by <see cref="CommissionTrace.ToJson"/>.</param>
    /// <exception cref="FormatException">The trace does not explain an amount.</exception>
    /// <exception cref="KeyNotFoundException">A value is missing in the trace.</exception>
    public static long AmountOf(JsonElement trace)
    {
        var (id, evaluation) = (trace.GetProperty("rule").GetString(), trace.GetProperty("evaluation"));
        if (Find(evaluation, "bonuses", "bonus", id) is { } bonus)
        {
            return BonusOf(bonus);
        }

        if (FindOverride(evaluation, id, trace.GetProperty("partner").GetString()) is { } paid)
        {
            return OverrideOf(paid, evaluation);
        }

        var rule = Find(evaluation, "rules", "rule", id) ?? throw new FormatException($"The trace has no rule '{id}'.");
        var share =
            rule.GetProperty("outcome").GetString() == "selected"
                ? ShareOf(rule, evaluation, trace.GetProperty("partner").GetString())
                : throw new FormatException($"'{id}' was not selected.");
        return trace.TryGetProperty("share_caps", out var caps) ? Capped(share, caps) : share;
    }

    private static long ShareOf(JsonElement rule, JsonElement evaluation, string? partner) =>
        ShareOf(
            Capped(SumOf(rule, evaluation).Round(), rule.GetProperty("caps")),
            partner,
            evaluation.GetProperty("credits")
        );

    private static JsonElement? FindOverride(JsonElement evaluation, string? id, string? partner) =>
        evaluation.TryGetProperty("overrides", out var overrides)
            ? overrides
                .EnumerateArray()
                .Where(item =>
                    item.GetProperty("rule").GetString() == id && item.GetProperty("partner").GetString() == partner
                )
                .Cast<JsonElement?>()
                .FirstOrDefault()
            : null;

    // The commissions of the recruited partners are recomputed too.
    private static long OverrideOf(JsonElement paid, JsonElement evaluation)
    {
        if (!paid.TryGetProperty("percent", out var percent))
        {
            return Integer(paid, "flat");
        }

        var earned = evaluation
            .GetProperty("rules")
            .EnumerateArray()
            .Where(rule => rule.GetProperty("outcome").GetString() == "selected")
            .Sum(rule =>
                paid.GetProperty("recruited")
                    .EnumerateArray()
                    .Sum(recruited => ShareOf(rule, evaluation, recruited.GetString()))
            );
        return Percent(percent).Of(ExactAmount.Of(earned)).Round();
    }

    private static JsonElement? Find(JsonElement evaluation, string list, string name, string? id) =>
        evaluation
            .GetProperty(list)
            .EnumerateArray()
            .Where(element => element.GetProperty(name).GetString() == id)
            .Cast<JsonElement?>()
            .FirstOrDefault();

    private static long BonusOf(JsonElement bonus) =>
        bonus.GetProperty("outcome").GetString() == "paid" && Integer(bonus, "after") >= Integer(bonus, "at_least")
            ? Integer(bonus, "amount")
            : throw new FormatException("The bonus was not reached.");

    private static ExactAmount SumOf(JsonElement rule, JsonElement evaluation)
    {
        var conversion = evaluation.GetProperty("event");
        if (!rule.TryGetProperty("by_line", out var byLine))
        {
            return SumOf(rule, evaluation, conversion);
        }

        var lines = SaleLines.Split(conversion.Deserialize<ConversionFacts>(EvaluationTrace.Options)!);
        return byLine
            .EnumerateArray()
            .Where(line => line.GetProperty("outcome").GetString() == "selected")
            .Aggregate(
                ExactAmount.Zero,
                (sum, line) =>
                    sum
                    + SumOf(
                        line,
                        evaluation,
                        JsonSerializer.SerializeToElement(
                            lines[line.GetProperty("line").GetInt32()],
                            EvaluationTrace.Options
                        )
                    )
            );
    }

    // The sum for the whole event, or for one line of it.
    private static ExactAmount SumOf(JsonElement applied, JsonElement evaluation, JsonElement sold)
    {
        var (sum, covered, hasRates) = (ExactAmount.Zero, ExactAmount.Zero, false);
        foreach (var line in applied.GetProperty("lines").EnumerateArray())
        {
            if (line.TryGetProperty("percent", out var percent))
            {
                var part = ExactAmount.Parse(line.GetProperty("base").GetString()!);
                (sum, covered, hasRates) = (sum + Percent(percent).Of(part), covered + part, true);
            }
            else
            {
                sum += ExactAmount.Of(Integer(line, "flat")) * ExactAmount.Of(Integer(line, "quantity"));
            }
        }

        return !hasRates || covered == BaseOf(applied.GetProperty("base"), evaluation, sold)
            ? sum
            : throw new FormatException("The lines do not add up to the base.");
    }

    private static Percentage Percent(JsonElement percent) =>
        Percentage.TryParse(percent.GetString(), out var rate)
            ? rate
            : throw new FormatException($"'{percent}' is not a percentage.");

    // The base is recomputed from the event, so that the base in the trace is checked too.
    private static ExactAmount BaseOf(JsonElement traced, JsonElement evaluation, JsonElement conversion)
    {
        var counted = SalePartNames.Of(SalePartNames.OfKind(traced.GetProperty("kind").GetString()!)).ToList();
        var deducted = SalePartNames
            .All.Where(part => !counted.Contains(part))
            .Sum(part => conversion.TryGetProperty(part, out var amount) ? amount.GetInt64() : 0);
        var amount = ExactAmount.Of(Math.Max(0, Integer(conversion, "amount") - deducted));
        var own = Currency.Parse(evaluation.GetProperty("currency").GetString()!);
        var currency = conversion.TryGetProperty("currency", out var given) ? Currency.Parse(given.GetString()!) : own;
        return currency == own
            ? amount
            : (amount * ExactAmount.Of(conversion.GetProperty("fx_rate").GetDecimal())).Shift(
                own.Digits - currency.Digits
            );
    }

    private static long Capped(long amount, JsonElement caps) =>
        caps.EnumerateArray()
            .Aggregate(amount, (left, cap) => Math.Min(left, Math.Max(0, Integer(cap, "max") - Integer(cap, "used"))));

    private static long ShareOf(long amount, string? partner, JsonElement credits)
    {
        var shares = credits
            .EnumerateArray()
            .Select(credit => (Partner: credit.GetProperty("partner").GetString(), Weight: Integer(credit, "weight")))
            .ToList();
        var own = shares.FindIndex(share => share.Partner == partner);
        return own < 0
            ? throw new FormatException($"'{partner}' has no credit.")
            : Split.ByLargestRemainder(amount, [.. shares.Select(share => share.Weight)])[own];
    }

    private static long Integer(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
