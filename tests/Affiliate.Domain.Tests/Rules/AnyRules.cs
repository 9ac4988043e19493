using System.Text.Json;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Any rule books, and any sales that they may be asked about.</summary>
internal static class AnyRules
{
    public const string Cap = "cap";

    private static readonly Gen<string> Percent = Gen.Select(Gen.Int[0, 60], Gen.Int[0, 99_999_999])
        .Select((whole, part) => part % 3 == 0 ? $"\"{whole}\"" : $"\"{whole}.{part:D8}\"");

    private static readonly Gen<string> Flat = Gen.Long[0, 90_000].Select(amount => $"\"flat\": {amount}");

    private static readonly Gen<string> StepPay = Gen.OneOf(Percent.Select(percent => $"\"percent\": {percent}"), Flat);

    private static readonly Gen<string> Tiers = Gen.Select(
            StepPay.Array[1, 5],
            Gen.Long[1, 60_000],
            OneOf("marginal", "whole"),
            OneOf("sale_amount", "sales")
        )
        .Select(
            (steps, height, mode, metric) =>
                $$"""
                    "tiers": {"by": "partner.{{metric}}", "window": "month", "mode": "{{mode}}", "steps": [{{string.Join(
                        ", ",
                        steps.Select((pay, i) => $$"""{"from": {{i * height}}, {{pay}} }""")
                    )}}] }
                    """
        );

    private static readonly Gen<string> Rule = Gen.Select(
            Gen.OneOf(StepPay, Tiers),
            OneOf("\"net\"", "\"gross\"", "[\"shipping\", \"tip\"]"),
            Gen.Long[0, 100_000]
        )
        .Select(
            (pay, based, above) =>
                $$"""
                    "on": "sale", "base": {{based}}, "when": {"field": "sale.amount", "op": "gte", "value": {{above}} }, "pay": { {{pay}} }
                    """
        );

    private static readonly Gen<string> Members = Gen.Select(
            Rule.Array[1, 5],
            OneOf("highest", "first", "all"),
            Gen.Long[0, 300_000],
            Gen.Long[0, 50_000]
        )
        .Select(
            (rules, select, ofMonth, ofSale) =>
                $$"""
                    "select": "{{select}}",
                    "commissions": [{{string.Join(
                        ", ",
                        rules.Select((rule, i) => $$"""{"id": "rule-{{i}}", {{rule}} }""")
                    )}}],
                    "caps": [{"id": "{{Cap}}", "scope": "partner", "window": "month", "max": {{ofMonth}} }, {"id": "sale", "scope": "conversion", "max": {{ofSale}} }],
                    "bonuses": [{"id": "bonus", "metric": "partner.sales", "window": "month", "at_least": 3, "pay": {"flat": 5000} }]
                    """
        );

    /// <summary>Documents of some rules, with a cap of the partner's month, one of the sale, and a bonus.</summary>
    public static Gen<JsonElement> Documents { get; } = Members.Select(Tests.Rules.Books.Document);

    /// <summary>Their rule books.</summary>
    public static Gen<CompiledRuleBook> Books { get; } = Members.Select(Tests.Rules.Books.Of);

    /// <summary>Sales of one to five partners, some in another currency.</summary>
    public static Gen<EvaluationInput> Inputs { get; } =
        Gen.Select(
                Gen.Long[0, 200_000],
                Gen.Long[0, 30_000],
                Gen.Int[1, 5],
                OneOf("USD", "EUR", "JPY", "KWD"),
                Gen.Int[1, 2_000_000_000],
                Gen.Long[0, 50].Array[1, 5],
                Gen.Long[0, 150_000]
            )
            .Select(
                (amount, deducted, quantity, currency, rate, weights, sold) =>
                    Sales
                        .Of(
                            amount,
                            sale =>
                                sale with
                                {
                                    Tax = deducted / 2,
                                    Fee = deducted / 3,
                                    Shipping = deducted / 7,
                                    Tip = deducted / 11,
                                    Quantity = quantity,
                                    Currency = Currency.Parse(currency),
                                    FxRate = currency == "USD" ? null : new decimal(rate, 0, 0, false, 9),
                                }
                        )
                        .With(stats =>
                            stats with
                            {
                                SaleAmount = new MetricCounts(sold, sold, sold, sold),
                                Sales = new MetricCounts(sold % 5, sold % 5, sold % 5, sold % 5),
                            }
                        ) with
                    {
                        Credits = [.. weights.Select((weight, i) => new Credit(Sales.Partner(i + 1), weight + 1))],
                    }
            );

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
