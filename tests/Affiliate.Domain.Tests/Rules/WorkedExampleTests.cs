using Affiliate.Domain.Attribution;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>The worked examples of the rule book's documentation, by their numbers.</summary>
public sealed class WorkedExampleTests
{
    private const string Steps = """[{"from": 0, "percent": "10"}, {"from": 1000000, "percent": "15"}]""";

    private static readonly MetricCounts Before = new(950_000, 950_000, 950_000, 950_000);

    [Fact]
    public void Example_1_a_net_base_is_without_tax_and_fee()
    {
        var commission = Assert.Single(
            Books
                .Paying("""{"percent": "20"}""")
                .Evaluate(Sales.Of(12_000, sale => sale with { Tax = 2_000, Fee = 500 }))
                .Commissions
        );
        Assert.Equal((9_500, 1_900), (commission.BaseAmount, commission.Amount));
    }

    [Theory]
    [InlineData(""" "net" """, 8_000, "net")]
    [InlineData(""" "gross" """, 12_000, "gross")]
    [InlineData("""["shipping"]""", 9_000, "net+shipping")]
    [InlineData("""["duty", "tip", "shipping"]""", 9_500, "net+shipping+tip+duty")]
    [InlineData("""["tax", "fee", "shipping", "tip", "duty"]""", 12_000, "gross")]
    public void A_base_has_what_its_rule_names_beside_goods_and_services(string based, long expected, string kind)
    {
        var sale = Sales.Of(
            12_000,
            sale => sale with { Tax = 2_000, Fee = 500, Shipping = 1_000, Tip = 300, Duty = 200 }
        );
        var evaluation = Books.Paying("""{"percent": "20"}""", $""" "base": {based} """).Evaluate(sale);
        var commission = Assert.Single(evaluation.Commissions);
        Assert.Equal((expected, expected / 5), (commission.BaseAmount, commission.Amount));
        Assert.Equal(
            (kind, 12_000 - expected),
            (evaluation.Trace!.Rules[0].Base!.Kind, evaluation.Trace.Rules[0].Base!.Deducted)
        );
        Assert.Equal(
            expected / 5,
            TraceRecomputation.AmountOf(System.Text.Json.JsonElement.Parse(evaluation.TraceOf(commission).ToJson()))
        );
    }

    [Theory]
    [InlineData("12.5", 999, 125)]
    [InlineData("12.5", 1_000, 125)]
    [InlineData("2.5", 980, 24)]
    [InlineData("2.5", 1_020, 26)]
    public void Examples_2_to_4_a_commission_is_rounded_once_half_to_even(string percent, long amount, long expected) =>
        Assert.Equal(
            [expected],
            Books
                .Paying($$"""{"percent": "{{percent}}"}""", """ "base": "gross" """)
                .Evaluate(Sales.Of(amount))
                .Amounts()
        );

    [Fact]
    public void Example_5_a_flat_amount_is_paid_for_each_unit() =>
        Assert.Equal(
            [15_000],
            Books.Paying("""{"flat": 5000}""").Evaluate(Sales.Of(10_000, sale => sale with { Quantity = 3 })).Amounts()
        );

    [Theory]
    [InlineData("marginal", 12_500)]
    [InlineData("whole", 15_000)]
    public void Examples_6_and_7_tiers_pay_by_the_part_or_by_the_whole(string mode, long expected)
    {
        var tiers = $$"""{"by": "partner.sale_amount", "window": "month", "mode": "{{mode}}", "steps": {{Steps}} }""";
        var rules = Books.Paying($$"""{"tiers": {{tiers}} }""");
        Assert.Equal(
            [expected],
            rules.Evaluate(Sales.Of(100_000).With(stats => stats with { SaleAmount = Before })).Amounts()
        );
    }

    [Theory]
    [InlineData("highest", "pro", 40_000, new long[] { 4_000 })]
    [InlineData("highest", "pro", 20_000, new long[] { 3_000 })]
    [InlineData("highest", "basic", 40_000, new long[] { 3_000 })]
    [InlineData("all", "pro", 40_000, new long[] { 4_000, 3_000 })]
    public void Examples_8_and_9_the_highest_rule_pays_or_each(
        string select,
        string product,
        long amount,
        long[] expected
    )
    {
        var rules = Books.Of(
            $$"""
            "select": "{{select}}",
            "commissions": [
              {"id": "a", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "10"} },
              {"id": "b", "on": "sale", "pay": {"flat": 3000} }]
            """
        );
        Assert.Equal(expected, rules.Evaluate(Sales.Of(amount, sale => sale with { ProductId = product })).Amounts());
    }

    [Theory]
    [InlineData(0, 2_000, 0)]
    [InlineData(2_000, 500, 1_500)]
    [InlineData(2_500, 0, 2_000)]
    public void Example_10_a_cap_takes_what_goes_beyond_it_and_says_so(long used, long expected, long capped)
    {
        var rules = Books.Of(
            """
            "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "20"}}],
            "caps": [{"id": "cap", "scope": "customer", "window": "year", "max": 2500}]
            """
        );
        var evaluation = rules.Evaluate(
            Sales.Of(10_000) with
            {
                CapUsed = new Dictionary<string, long> { ["cap"] = used },
            }
        );
        Assert.Equal([expected], evaluation.Amounts());
        Assert.Equal(capped, Assert.Single(Assert.Single(evaluation.Trace!.Rules).Caps).Removed);
        Assert.Equal(expected, evaluation.CapUse.GetValueOrDefault("cap"));
    }

    [Fact]
    public void Example_11_linear_shares_sum_to_the_whole_and_the_larger_part_goes_to_the_earliest()
    {
        var rules = Books.Of(
            """
            "attribution": {"model": "linear"}, "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "10"}}]
            """
        );
        Assert.Equal([334, 333, 333], rules.Evaluate(Touched(rules, 10_001, 3)).Amounts());
    }

    [Fact]
    public void Example_12_position_weights_are_for_the_ends_and_shared_in_the_middle()
    {
        var rules = Books.Of(
            """
            "attribution": {"model": "position_based", "position_weights": [40, 20, 40]},
            "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "10"}}]
            """
        );
        Assert.Equal([400, 100, 100, 400], rules.Evaluate(Touched(rules, 10_000, 4)).Amounts());
    }

    [Fact]
    public void Example_13_partial_refunds_take_back_the_whole_exactly()
    {
        var commission = Assert.Single(Books.Paying("""{"percent": "10"}""").Evaluate(Sales.Of(10_005)).Amounts());
        Assert.Equal(1_000, commission);
        Assert.Equal(
            [667, 333, 0],
            new long[] { 3_335, 6_670, 10_005 }.Select(refunded => Refunds.Keep(commission, 10_005, refunded))
        );
    }

    [Theory]
    [InlineData(0, Decision.Pay, null)]
    [InlineData(1, Decision.Pay, null)]
    [InlineData(2, Decision.None, "duration_ended")]
    public void Example_14_after_its_payments_a_rule_pays_no_more(int payments, Decision decision, string? reason)
    {
        var rules = Books.Paying("""{"percent": "10"}""", """ "duration": {"payments": 2} """);
        var evaluation = rules.Evaluate(
            Sales.Of(10_000) with
            {
                History = new CustomerHistory(payments, Sales.Day0.AddMonths(-payments)),
            }
        );
        Assert.Equal((decision, reason), (evaluation.Decision, evaluation.Reason));
        Assert.Equal(decision == Decision.Pay ? [1_000] : [], evaluation.Amounts());
    }

    [Fact]
    public void Example_15_touches_outside_the_window_do_not_count()
    {
        var rules = Books
            .Of(""" "attribution": {"model": "last_touch", "window_days": 30}, "commissions": [] """)
            .Book.Attribution;
        Touch[] touches =
        [
            new(Sales.Partner(1), TouchKind.Click, Sales.Day0),
            new(Sales.Partner(2), TouchKind.Click, Sales.Day0.AddDays(20)),
        ];
        Assert.Equal(
            [Sales.Partner(2)],
            CreditModel.Credits(rules, touches, Sales.Day0.AddDays(45)).Select(credit => credit.Partner)
        );
    }

    [Fact]
    public void Example_16_a_coupon_goes_before_a_later_click()
    {
        var rules = Books
            .Of(
                """ "attribution": {"model": "last_touch", "precedence": ["deal", "coupon", "click"]}, "commissions": [] """
            )
            .Book.Attribution;
        Touch[] touches =
        [
            new(Sales.Partner(1), TouchKind.Coupon, Sales.Day0),
            new(Sales.Partner(2), TouchKind.Click, Sales.Day0.AddDays(1)),
        ];
        Assert.Equal(
            [Sales.Partner(1)],
            CreditModel.Credits(rules, touches, Sales.Day0.AddDays(2)).Select(credit => credit.Partner)
        );
    }

    [Fact]
    public void Example_17_a_bonus_is_paid_once_with_the_sale_that_reaches_it()
    {
        var rules = Books.Of(
            """
            "commissions": [], "bonuses": [{"id": "three", "metric": "partner.sales", "window": "quarter", "at_least": 3, "pay": {"flat": 50000}}]
            """
        );
        var second = rules.Evaluate(
            Sales.Of(10_000).With(stats => stats with { Sales = new MetricCounts(1, 1, 1, 1) })
        );
        var third = rules.Evaluate(Sales.Of(10_000).With(stats => stats with { Sales = new MetricCounts(2, 2, 2, 2) }));
        var fourth = rules.Evaluate(
            Sales.Of(10_000).With(stats => stats with { Sales = new MetricCounts(3, 3, 3, 3) }) with
            {
                BonusesPaid = third.BonusesPaid.ToHashSet(),
            }
        );
        Assert.Equal(
            [
                [],
                [50_000],
                [],
            ],
            new[] { second, third, fourth }.Select(evaluation => evaluation.Amounts())
        );
        Assert.Equal(["three:2026-Q4"], third.BonusesPaid);
    }

    [Theory]
    [InlineData(0, 0, "Pay", new long[] { 0 })]
    [InlineData(10_000, 0, "Pay", new long[] { 2_000 })]
    [InlineData(10_000, 1, "None", new long[0])]
    public void Example_20_a_duration_counts_payments_above_0(
        long amount,
        int payments,
        string decision,
        long[] expected
    )
    {
        var rules = Books.Paying("""{"percent": "20"}""", """ "duration": {"payments": 1} """);
        var evaluation = rules.Evaluate(
            Sales.Of(amount) with
            {
                History = new CustomerHistory(payments, payments == 0 ? null : Sales.Day0.AddMonths(-1)),
            }
        );
        Assert.Equal(decision, evaluation.Decision.ToString());
        Assert.Equal(expected, evaluation.Amounts());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5_000)]
    public void A_sale_of_0_is_none_of_the_payments_that_a_fixed_amount_is_limited_to(long amount, long expected) =>
        Assert.Equal(
            [expected],
            Books.Paying("""{"flat": 5000}""", """ "duration": "first" """).Evaluate(Sales.Of(amount)).Amounts()
        );

    [Theory]
    [InlineData(ConversionType.Lead, "", new string[0], 500, null)]
    [InlineData(ConversionType.Lead, "", new[] { "bounty" }, null, "paid_before")]
    [InlineData(ConversionType.Lead, "", new[] { "other" }, 500, null)]
    [InlineData(ConversionType.Lead, """, "repeat": true""", new[] { "bounty" }, 500, null)]
    [InlineData(ConversionType.Lead, """, "repeat": false""", new[] { "bounty" }, null, "paid_before")]
    [InlineData(ConversionType.Stage, "", new[] { "bounty" }, null, "paid_before")]
    [InlineData(ConversionType.Click, "", new[] { "bounty" }, 500, null)]
    public void Example_21_a_bounty_is_paid_once_for_each_customer_and_rule(
        ConversionType on,
        string repeat,
        string[] paid,
        int? expected,
        string? reason
    )
    {
        var rules = Books.Of(
            $$""" "commissions": [{"id": "bounty", "on": "{{on.ToString().ToLowerInvariant()}}", "pay": {"flat": 500}{{repeat}} }] """
        );
        var evaluation = rules.Evaluate(
            Sales.Of(0, sale => sale with { Type = on }) with
            {
                History = CustomerHistory.None with { RulesPaid = paid },
            }
        );
        Assert.Equal(expected is { } amount ? [amount] : [], evaluation.Amounts());
        Assert.Equal(reason, evaluation.Reason);
        Assert.Equal(
            on != ConversionType.Click && repeat != """, "repeat": true""" && expected is not null ? ["bounty"] : [],
            evaluation.RulesPaid
        );
    }

    private static EvaluationInput Touched(CompiledRuleBook rules, long amount, int partners)
    {
        var touches = Enumerable
            .Range(1, partners)
            .Select(i => new Touch(Sales.Partner(i), TouchKind.Click, Sales.Day0.AddDays(i - 30)));
        return Sales.Of(amount) with { Credits = CreditModel.Credits(rules.Book.Attribution, touches, Sales.Day0) };
    }
}
