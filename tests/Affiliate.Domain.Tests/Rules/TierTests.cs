using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>How tiers pay, and for how long rules do.</summary>
public sealed class TierTests
{
    private const string Percents =
        """[{"from": 0, "percent": "10"}, {"from": 1000, "percent": "20"}, {"from": 3000, "percent": "30"}]""";
    private const string Flats = """[{"from": 0, "flat": 100}, {"from": 3, "flat": 200}]""";

    [Theory]
    [InlineData("marginal", 0, 1_000, 100)]
    [InlineData("marginal", 500, 4_000, 50 + 400 + 450)]
    [InlineData("marginal", 1_000, 1_000, 200)]
    [InlineData("marginal", 9_000, 1_000, 300)]
    [InlineData("marginal", -500, 1_000, 100)]
    [InlineData("whole", 0, 999, 100)]
    [InlineData("whole", 0, 1_000, 200)]
    [InlineData("whole", 500, 4_000, 1_200)]
    [InlineData("whole", -5_000, 1_000, 100)]
    public void Steps_of_the_sold_amount_pay_by_the_part_or_by_the_whole(
        string mode,
        long before,
        long amount,
        long expected
    ) =>
        Assert.Equal(
            [expected],
            Tiers("partner.sale_amount", "month", mode, Percents)
                .Evaluate(Sales.Of(amount).With(SoldInMonth(before)))
                .Amounts()
        );

    [Theory]
    [InlineData("whole", 1, 100)]
    [InlineData("whole", 2, 200)]
    [InlineData("marginal", 2, 100)]
    [InlineData("marginal", 3, 200)]
    public void Flat_steps_pay_their_amount_for_each_unit(string mode, long before, long expected)
    {
        var input = Sales
            .Of(10_000, sale => sale with { Quantity = 2 })
            .With(stats => stats with { Sales = new MetricCounts(0, 0, before, 0) });
        Assert.Equal([2 * expected], Tiers("partner.sales", "quarter", mode, Flats).Evaluate(input).Amounts());
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 100)]
    public void A_customer_counts_with_its_first_sale_only(int payments, long expected)
    {
        var input = Sales.Of(10_000).With(stats => stats with { Customers = new MetricCounts(2, 0, 0, 0) }) with
        {
            History = new CustomerHistory(payments, Sales.Day0),
        };
        Assert.Equal([expected], Tiers("partner.customers", "lifetime", "whole", Flats).Evaluate(input).Amounts());
    }

    [Fact]
    public void The_trace_shows_each_part_with_its_step()
    {
        var rule = Assert.Single(
            Tiers("partner.sale_amount", "month", "marginal", Percents)
                .Evaluate(Sales.Of(2_505).With(SoldInMonth(999)))
                .Trace!.Rules
        );
        Assert.Equal(
            [(0, 999, "1", "10"), (1_000, 999, "2000", "20"), (3_000, 999, "504", "30")],
            rule.Lines.Select(line => (line.From!.Value, line.Reached!.Value, line.Base!, line.Percent!))
        );
        Assert.Equal(("551.3", 551), (rule.Exact, rule.Rounded));
    }

    [Theory]
    [InlineData("\"first\"", 0, 0, true)]
    [InlineData("\"first\"", 1, 0, false)]
    [InlineData("\"lifetime\"", 500, 5_000, true)]
    [InlineData("{\"payments\": 3}", 2, 5_000, true)]
    [InlineData("{\"payments\": 3}", 3, 0, false)]
    [InlineData("{\"months\": 12}", 11, 364, true)]
    [InlineData("{\"months\": 12}", 11, 365, false)]
    public void A_rule_pays_for_as_long_as_it_says(string duration, int payments, int days, bool pays)
    {
        var input = Sales.Of(100) with
        {
            History = new CustomerHistory(payments, payments == 0 ? null : Sales.Day0.AddDays(-days)),
        };
        var evaluation = Books.Paying("""{"flat": 1}""", $"\"duration\": {duration}").Evaluate(input);
        Assert.Equal(
            pays ? (Decision.Pay, null) : (Decision.None, EvaluationReasons.DurationEnded),
            (evaluation.Decision, evaluation.Reason)
        );
    }

    [Fact]
    public void A_lead_a_stage_and_a_click_are_paid_once_whatever_the_quantity()
    {
        foreach (
            var (word, type) in new[]
            {
                ("lead", ConversionType.Lead),
                ("stage", ConversionType.Stage),
                ("click", ConversionType.Click),
            }
        )
        {
            var rules = Books.Of(
                $$""" "commissions": [{"id": "rule", "on": "{{word}}", "pay": {"flat": 70}, "duration": "first"}] """
            );
            Assert.Equal(
                [70],
                rules
                    .Evaluate(
                        Sales.Of(0, sale => sale with { Type = type, Quantity = 9 }) with
                        {
                            History = new CustomerHistory(3, Sales.Day0),
                        }
                    )
                    .Amounts()
            );
        }
    }

    private static Func<PartnerStats, PartnerStats> SoldInMonth(long amount) =>
        stats => stats with { SaleAmount = new MetricCounts(0, amount, 0, 0) };

    private static CompiledRuleBook Tiers(string by, string window, string mode, string steps) =>
        Books.Paying(
            $$"""{"tiers": {"by": "{{by}}", "window": "{{window}}", "mode": "{{mode}}", "steps": {{steps}} } }"""
        );
}
