using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Sales in another currency than the rule book's.</summary>
public sealed class FxTests
{
    [Theory]
    [InlineData("EUR", 10_000, "1.0875", 10_875, 1_088)]
    [InlineData("EUR", 999, "1.1", 1_099, 110)]
    [InlineData("JPY", 10_000, "0.0067", 6_700, 670)]
    [InlineData("KWD", 10_000, "3.25", 3_250, 325)]
    [InlineData("USD", 10_000, "7", 10_000, 1_000)]
    public void The_base_is_converted_with_the_minor_units_of_both_and_rounded_once_at_the_end(
        string currency,
        long amount,
        string rate,
        long converted,
        long expected
    )
    {
        var evaluation = Ten().Evaluate(In(currency, amount, rate));
        Assert.Equal(
            (converted, expected),
            evaluation.Commissions.Select(commission => (commission.BaseAmount, commission.Amount)).Single()
        );
        Assert.Equal(converted, evaluation.ConvertedAmount);
        Assert.Equal("USD", Assert.Single(evaluation.Commissions).Currency.Value);
    }

    [Fact]
    public void Tax_and_fee_are_converted_with_the_amount_and_the_rate_is_in_the_trace()
    {
        var input = In("EUR", 12_000, "1.0875");
        var evaluation = Ten().Evaluate(input with { Conversion = input.Conversion with { Tax = 1_999, Fee = 2 } });
        Assert.Equal(
            new BaseTrace("net", 12_000, 2_001, "1.0875", "10873.9125"),
            Assert.Single(evaluation.Trace!.Rules).Base
        );
        Assert.Equal([1_087], evaluation.Amounts());
    }

    [Fact]
    public void A_sale_without_a_rate_is_held()
    {
        var evaluation = Ten().Evaluate(In("EUR", 10_000, rate: null));
        Assert.Equal((Decision.Hold, EvaluationReasons.FxRateMissing), (evaluation.Decision, evaluation.Reason));
        Assert.Empty(evaluation.Commissions);
    }

    [Fact]
    public void A_sale_in_the_rule_books_currency_needs_none() =>
        Assert.Equal([1_000], Ten().Evaluate(In("USD", 10_000, rate: null)).Amounts());

    [Fact]
    public void A_flat_amount_is_of_the_rule_books_currency() =>
        Assert.Equal([500], Books.Paying("""{"flat": 500}""").Evaluate(In("EUR", 10_000, "1.0875")).Amounts());

    [Fact]
    public void Tax_and_fee_of_more_than_the_amount_leave_nothing() =>
        Assert.Equal([0], Ten().Evaluate(Sales.Of(100, sale => sale with { Tax = 90, Fee = 20 })).Amounts());

    [Theory]
    [InlineData(Amounts.Max, "2", 1)]
    [InlineData(10_000, "999999999999", 1)]
    [InlineData(1, null, Amounts.Max)]
    public void What_cannot_be_booked_is_rejected(long amount, string? rate, long quantity)
    {
        var input = In(rate is null ? "USD" : "EUR", amount, rate);
        var rules = Books.Of(
            $$"""
            "commissions": [{"id": "flat", "on": "sale", "pay": {"flat": {{Amounts.Max}} }, "when": {"field": "sale.quantity", "op": "gt", "value": 1} }, {"id": "share", "on": "sale", "pay": {"percent": "10"} }]
            """
        );
        var evaluation = rules.Evaluate(input with { Conversion = input.Conversion with { Quantity = quantity } });
        Assert.Equal((Decision.Reject, EvaluationReasons.AmountTooLarge), (evaluation.Decision, evaluation.Reason));
        Assert.Empty(evaluation.Commissions);
    }

    [Fact]
    public void Commissions_that_come_to_more_together_are_rejected()
    {
        var rules = Books.Of(
            $$"""
            "select": "all", "commissions": [{"id": "a", "on": "sale", "pay": {"flat": {{Amounts.Max}} } }, {"id": "b", "on": "sale", "pay": {"percent": "10"} }]
            """
        );
        Assert.Equal([Amounts.Max, 0], rules.Evaluate(Sales.Of(0)).Amounts());
        Assert.Equal(EvaluationReasons.AmountTooLarge, rules.Evaluate(Sales.Of(100)).Reason);
        Assert.Equal(
            EvaluationReasons.AmountTooLarge,
            rules
                .Evaluate(Sales.Of(0).With(stats => stats with { CommissionAmount = new MetricCounts(10, 0, 0, 0) }))
                .Reason
        );
    }

    private static CompiledRuleBook Ten() => Books.Paying("""{"percent": "10"}""");

    private static EvaluationInput In(string currency, long amount, string? rate) =>
        Sales.Of(
            amount,
            sale =>
                sale with
                {
                    Currency = Currency.Parse(currency),
                    FxRate = rate is null
                        ? null
                        : decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture),
                }
        );
}
