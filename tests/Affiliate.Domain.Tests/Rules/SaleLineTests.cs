using System.Text.Json;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>
/// Sales of several lines: rules on products, plans and quantities look at each line, all others at the whole.
/// </summary>
public sealed class SaleLineTests
{
    private const string ProductRules = """
        {"id": "pro", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "20"} },
        {"id": "addon", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "addon"}, "pay": {"percent": "5"} }
        """;

    [Theory]
    [InlineData("highest")]
    [InlineData("first")]
    [InlineData("all")]
    public void Example_18_each_product_pays_by_its_own_rule(string select)
    {
        var evaluation = Evaluate(
            $$""" "select": "{{select}}", "commissions": [{{ProductRules}}] """,
            Sold(100_000, Line("addon", 1_000), Line("pro", 99_000))
        );
        Assert.Equal(
            [("pro", 19_800), ("addon", 50)],
            evaluation.Commissions.Select(commission => (commission.Rule, commission.Amount))
        );
        Assert.Equal(
            [(99_000, 1), (1_000, 0)],
            evaluation.Commissions.Select(grantedCommission =>
                (grantedCommission.BaseAmount, Assert.Single(grantedCommission.Lines!))
            )
        );
    }

    [Fact]
    public void A_credit_of_a_product_that_was_left_lessens_what_was_sold()
    {
        var evaluation = Evaluate(
            $$""" "commissions": [{{ProductRules}}] """,
            Sold(8_500, Line("basic", -1_500), Line("pro", 10_000))
        );
        Assert.Equal([1_700], evaluation.Amounts());
        Assert.Empty(
            Evaluate(
                """ "commissions": [{"id": "basic", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "basic"}, "pay": {"percent": "20"} }] """,
                Sold(8_500, Line("basic", -1_500), Line("pro", 10_000))
            ).Commissions
        );
    }

    [Fact]
    public void A_credit_goes_to_the_lines_of_its_own_product_first()
    {
        var settled = SaleLines.Settle(
            Sold(9_500, Line("pro", -1_500), Line("pro", 10_000), Line("addon", 1_000)).Conversion
        );
        Assert.Equal([0, 8_500, 1_000], settled.Select(line => line.Gross));
        var beyond = SaleLines.Settle(
            Sold(1_000, Line("pro", -1_500), Line("pro", 1_000), Line("a", 900), Line("b", 600)).Conversion
        );
        Assert.Equal([0, 0, 600, 400], beyond.Select(line => line.Gross));
    }

    [Theory]
    [InlineData("""{"percent": "30"}""", "highest", new[] { "whole" })]
    [InlineData("""{"percent": "10"}""", "highest", new[] { "pro", "addon" })]
    [InlineData("""{"percent": "30"}""", "first", new[] { "pro", "addon" })]
    [InlineData("""{"percent": "10"}""", "all", new[] { "pro", "addon", "whole" })]
    public void Rules_on_lines_stand_together_against_each_rule_on_the_whole(
        string pay,
        string select,
        string[] expected
    )
    {
        var members =
            $$""" "select": "{{select}}", "commissions": [{{ProductRules}}, {"id": "whole", "on": "sale", "pay": {{pay}} }] """;
        var evaluation = Evaluate(members, Sold(100_000, Line("addon", 1_000), Line("pro", 99_000)));
        Assert.Equal(expected, evaluation.Commissions.Select(commission => commission.Rule));
    }

    [Fact]
    public void Of_several_rules_on_one_line_the_highest_pays_and_each_line_is_told()
    {
        var evaluation = Evaluate(
            $$"""
            "commissions": [{{ProductRules}}, {"id": "seats", "on": "sale", "when": {"field": "sale.quantity", "op": "gte", "value": 5}, "pay": {"flat": 100} }]
            """,
            Sold(
                12_000,
                Line("pro", 1_000) with
                {
                    Quantity = 5,
                },
                Line("pro", 10_000) with
                {
                    Quantity = 5,
                    LineId = "l2",
                },
                Line("other", 1_000) with
                {
                    Quantity = 6,
                }
            )
        );
        Assert.Equal(
            [("pro", 2_000), ("seats", 1_100)],
            evaluation.Commissions.Select(commission => (commission.Rule, commission.Amount))
        );
        var (pro, seats) = (evaluation.Trace!.Rules[0], evaluation.Trace.Rules[2]);
        Assert.Equal(["not_selected", "selected", "not_matched"], pro.ByLine!.Select(line => line.Outcome));
        Assert.Equal(["selected", "not_selected", "selected"], seats.ByLine!.Select(line => line.Outcome));
        Assert.Equal((null, "l2", "10000"), (pro.ByLine![0].LineId, pro.ByLine[1].LineId, pro.ByLine[1].Base!.Value));
        Assert.Equal("condition", evaluation.Trace.Rules[1].Reason);
    }

    [Fact]
    public void A_commission_is_the_sum_over_its_lines_rounded_once()
    {
        // 2.5 % of 980 and of 1020 are 24.5 and 25.5: rounded apart they would be 24 and 26, and three of 980 would be
        // 72.
        var members =
            """ "commissions": [{"id": "a", "on": "sale", "when": {"field": "sale.plan", "op": "equals", "value": "x"}, "pay": {"percent": "2.5"} }] """;
        var lines = Enumerable.Repeat(Line("p", 980) with { Plan = "x" }, 3).ToArray();
        Assert.Equal([74], Evaluate(members, Sold(2_940, lines)).Amounts());
    }

    [Theory]
    [InlineData(12_000, 2_000, 0, 0, null, null, 8_000, 2_000)]
    [InlineData(12_000, 2_000, 500, 0, null, null, 7_600, 1_900)]
    [InlineData(13_000, 2_000, 0, 1_000, null, null, 8_000, 2_000)]
    [InlineData(12_000, 2_000, 0, 0, 2_000L, 0L, 7_600, 2_400)]
    [InlineData(13_200, 2_200, 0, 1_000, 1_600L, 400L, 8_000, 2_000)]
    public void What_belongs_to_the_whole_is_spread_over_the_lines(
        long amount,
        long tax,
        long fee,
        long shipping,
        long? taxOfOne,
        long? taxOfOther,
        long netOfOne,
        long netOfOther
    )
    {
        var sale = Sold(
            amount,
            sale => sale with { Tax = tax, Fee = fee, Shipping = shipping },
            Line("a", 9_600) with
            {
                Tax = taxOfOne,
            },
            Line("b", 2_400) with
            {
                Tax = taxOfOther,
            }
        );
        Assert.Null(SaleLines.MistakeIn(sale.Conversion.Lines!, amount, tax, shipping));
        var lines = SaleLines.Split(sale.Conversion);
        Assert.Equal([netOfOne, netOfOther], lines.Select(line => line.Amount - line.Deducted(SaleParts.None)));
        Assert.Equal(
            (amount, tax, fee, shipping),
            (
                lines.Sum(line => line.Amount),
                lines.Sum(line => line.Tax),
                lines.Sum(line => line.Fee),
                lines.Sum(line => line.Shipping)
            )
        );
    }

    [Theory]
    [InlineData(10_000, 0, 0, 9_999, 0L, false)]
    [InlineData(10_000, 0, 0, 10_000, null, true)]
    [InlineData(10_000, 0, 1_000, 9_000, null, true)]
    [InlineData(10_000, 0, 1_000, 10_000, null, true)]
    [InlineData(12_000, 2_000, 0, 10_000, null, false)]
    [InlineData(12_000, 2_000, 0, 12_000, 2_001L, false)]
    [InlineData(12_200, 2_200, 1_000, 11_000, 2_000L, true)]
    public void Lines_sum_to_their_sale_or_say_what_is_wrong(
        long amount,
        long tax,
        long beside,
        long line,
        long? taxOfLine,
        bool fits
    ) =>
        Assert.Equal(
            fits,
            SaleLines.MistakeIn([Line("a", line) with { Tax = taxOfLine }], amount, tax, beside) is null
        );

    [Fact]
    public void What_is_wrong_names_both_sums_and_the_fix() =>
        Assert.Equal(
            "The lines sum to 9000, but the sale's 'amount' is 12000: give lines whose amounts, after discount "
                + "and with tax, sum to 12000, or to 11000 without shipping, tip and duty.",
            SaleLines.MistakeIn([Line("a", 9_000)], 12_000, 0, 1_000)
        );

    [Fact]
    public void Marginal_tiers_go_through_the_lines_in_their_order()
    {
        var members = """
            "commissions": [{"id": "tiers", "on": "sale", "when": {"field": "sale.product_id", "op": "exists", "value": true}, "pay": {"tiers": {
              "by": "partner.sale_amount", "window": "month", "mode": "marginal", "steps": [{"from": 0, "percent": "10"}, {"from": 1000000, "percent": "15"}]} } }]
            """;
        var before = new MetricCounts(950_000, 950_000, 950_000, 950_000);
        var evaluation = Evaluate(
            members,
            Sold(100_000, Line("a", 40_000), Line("b", 60_000)).With(stats => stats with { SaleAmount = before })
        );
        Assert.Equal([12_500], evaluation.Amounts());
    }

    [Fact]
    public void A_fixed_amount_is_for_the_units_of_its_lines_and_for_all_units_on_the_whole()
    {
        var lines = new[]
        {
            Line("pro", 6_000) with
            {
                Quantity = 3,
            },
            Line("addon", 4_000) with
            {
                Quantity = 2,
            },
            Line("usage", 1_000),
        };
        var byLine =
            """ "commissions": [{"id": "a", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"flat": 100} }] """;
        Assert.Equal([300], Evaluate(byLine, Sold(11_000, lines)).Amounts());
        Assert.Equal(
            [500],
            Evaluate(""" "commissions": [{"id": "a", "on": "sale", "pay": {"flat": 100} }] """, Sold(11_000, lines))
                .Amounts()
        );
        Assert.Equal(
            [100],
            Evaluate(
                    """ "commissions": [{"id": "a", "on": "sale", "pay": {"flat": 100} }] """,
                    Sold(1_000, Line("usage", 1_000))
                )
                .Amounts()
        );
    }

    [Fact]
    public void A_screen_on_a_product_is_met_by_any_line()
    {
        var members = $$"""
            "eligibility": {"screens": [{"id": "addons", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "addon"}, "then": "hold"}]},
            "commissions": [{{ProductRules}}]
            """;
        Assert.Equal(
            (Decision.Hold, "addons"),
            DecisionOf(Evaluate(members, Sold(2_000, Line("pro", 1_000), Line("addon", 1_000))))
        );
        Assert.Equal(
            (Decision.Pay, null),
            DecisionOf(Evaluate(members, Sold(2_000, Line("pro", 1_000), Line("pro", 1_000))))
        );
    }

    [Theory]
    [InlineData("hold", 4_000, "Hold", "exceeds_sale")]
    [InlineData("hold", 5_000, "Pay", null)]
    [InlineData("allow", 4_000, "Pay", null)]
    public void What_is_more_than_its_sale_may_be_held(string exceeds, long amount, string decision, string? reason)
    {
        var rules = Books.Of(
            $$""" "eligibility": {"exceeds_sale": "{{exceeds}}"}, "commissions": [{"id": "bounty", "on": "sale", "pay": {"flat": 5000} }] """
        );
        var evaluation = rules.Evaluate(Sales.Of(amount));
        Assert.Equal((decision, reason), (evaluation.Decision.ToString(), evaluation.Reason));
        Assert.Equal([5_000], evaluation.Amounts());
    }

    [Fact]
    public void One_line_that_is_the_whole_pays_what_the_sale_without_lines_pays() =>
        Assert.All(
            ["highest", "first", "all"],
            select =>
            {
                var rules = Books.Of(
                    $$""" "select": "{{select}}", "commissions": [{{ProductRules}}, {"id": "flat", "on": "sale", "pay": {"flat": 3000} }] """
                );
                var (with, without) = (
                    rules.Evaluate(Sold(40_000, Line("pro", 40_000))),
                    rules.Evaluate(Sales.Of(40_000, sale => sale with { ProductId = "pro" }))
                );
                Assert.Equal(
                    without.Commissions.Select(commission =>
                        (commission.Rule, commission.Amount, commission.BaseAmount)
                    ),
                    with.Commissions.Select(grantedCommission =>
                        (grantedCommission.Rule, grantedCommission.Amount, grantedCommission.BaseAmount)
                    )
                );
            }
        );

    private static (Decision, string?) DecisionOf(Evaluation evaluation) => (evaluation.Decision, evaluation.Reason);

    private static SaleLine Line(string product, long amount) => new() { ProductId = product, Amount = amount };

    private static EvaluationInput Sold(long amount, params SaleLine[] lines) => Sold(amount, sale => sale, lines);

    private static EvaluationInput Sold(
        long amount,
        Func<ConversionFacts, ConversionFacts> change,
        params SaleLine[] lines
    ) => Sales.Of(amount, sale => change(sale) with { Lines = lines });

    // Each amount follows from its trace alone, and without a trace it is the same.
    private static Evaluation Evaluate(string members, EvaluationInput input)
    {
        var rules = Books.Of(members);
        var evaluation = rules.Evaluate(input);
        Assert.Equal(evaluation.Amounts(), rules.EvaluateUntraced(input).Amounts());
        Assert.All(
            evaluation.Commissions,
            grantedCommission =>
                Assert.Equal(
                    grantedCommission.Amount,
                    TraceRecomputation.AmountOf(JsonElement.Parse(evaluation.TraceOf(grantedCommission).ToJson()))
                )
        );
        return evaluation;
    }
}
