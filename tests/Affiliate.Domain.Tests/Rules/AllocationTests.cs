using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>An evaluation in short makes no objects, once the memory is there that evaluations use again.</summary>
public sealed class AllocationTests
{
    private const int Repeats = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void An_evaluation_in_short_allocates_nothing_however_many_rules_there_are(int rules)
    {
        var (book, input) = (BookOf(rules), Sale());
        Assert.Equal(new EvaluationSummary(Decision.Pay, null, 1_250), book.Summarize(input));
        Assert.Equal(0, BytesOf(() => book.Summarize(input)));
    }

    [Fact]
    public void Screens_bonuses_groups_and_dates_allocate_nothing_either()
    {
        var (book, input) = (
            Books.Of(
                """
                "bonuses": [{"id": "two", "metric": "partner.sales", "window": "month", "at_least": 2, "pay": {"flat": 5000} }],
                "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.net", "op": "gt", "value": 90000}, "then": "hold"}]},
                "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "12.5"}, "groups": ["default"], "when": {"all": [
                  {"field": "sale.amount", "op": "between", "value": [1000, 50000.5]},
                  {"field": "customer.signup_date", "op": "lt", "value": "2026-11-05"},
                  {"any": [{"field": "partner.sales", "op": "in", "value": [1, 2]}, {"not": {"field": "sale.quantity", "op": "gt", "value": 1} }]}]} }]
                """
            ),
            Sale()
        );
        Assert.Equal(new EvaluationSummary(Decision.Pay, null, 6_250), book.Summarize(input));
        Assert.Equal(0, BytesOf(() => book.Summarize(input)));
    }

    [Fact]
    public void An_evaluation_without_a_trace_allocates_its_answer_alone_however_many_rules_there_are()
    {
        var (compiledRuleBook, hundred, input) = (BookOf(1), BookOf(100), Sale());
        var bytes = BytesOf(() => compiledRuleBook.EvaluateUntraced(input));
        Assert.Equal(bytes, BytesOf(() => hundred.EvaluateUntraced(input)));
        Assert.InRange(bytes, 1, 400 * Repeats);
    }

    private static CompiledRuleBook BookOf(int rules) =>
        Books.Of(
            $$"""
            "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 200000}],
            "commissions": [{{string.Join(", ", Enumerable.Range(0, rules).Select(RuleOf))}}]
            """
        );

    private static string RuleOf(int number) =>
        $$"""
            {"id": "rule-{{number}}", "on": "sale", "pay": {"percent": "12.5"}, "duration": {"months": 12}, "when": {"all": [
              {"field": "sale.amount", "op": "gte", "value": 1000},
              {"field": "customer.country", "op": "in", "value": ["US", "CA", "MX"]},
              {"field": "sale.metadata.seats", "op": "between", "value": [10, 20]},
              {"field": "partner.sales.quarter", "op": "lt", "value": 100},
              {"field": "sale.product_id", "op": "equals", "value": "product-{{number}}"}]} }
            """;

    private static EvaluationInput Sale() =>
        Sales
            .Of(
                12_000,
                sale =>
                    sale with
                    {
                        Tax = 2_000,
                        ProductId = "product-0",
                        Metadata = new Dictionary<string, string> { ["seats"] = "12" },
                    }
            )
            .With(stats => stats with { Sales = new MetricCounts(1, 1, 1, 1) }) with
        {
            Customer = new CustomerFacts { Country = "US", SignupDate = WrittenTime.Of(Sales.Day0.AddDays(-30)) },
        };

    private static long BytesOf<T>(Func<T> evaluate)
    {
        for (var i = 0; i < Repeats; i++)
        {
            evaluate();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Repeats; i++)
        {
            evaluate();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
