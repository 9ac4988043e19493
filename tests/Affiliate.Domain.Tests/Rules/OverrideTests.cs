using System.Text.Json;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What partners get for the commissions of partners that they have recruited.</summary>
public sealed class OverrideTests
{
    private const string Own = """{"id": "share", "on": "sale", "pay": {"percent": "20"}}""";

    [Theory]
    [InlineData("""{"percent": "10"}""", 10_000, 2_000, 200)]
    [InlineData("""{"percent": "12.5"}""", 10_020, 2_004, 250)]
    [InlineData("""{"percent": "12.5"}""", 10_060, 2_012, 252)]
    [InlineData("""{"percent": "0"}""", 10_000, 2_000, null)]
    [InlineData("""{"percent": "10"}""", 0, 0, null)]
    [InlineData("""{"flat": 500}""", 10_000, 2_000, 500)]
    public void A_recruiter_gets_a_part_of_the_commission_and_the_partner_keeps_the_whole(
        string pay,
        long sale,
        long own,
        int? expected
    )
    {
        var evaluation = Book($$"""{{Own}}, {"id": "recruiting", "on": "partner_sale", "pay": {{pay}} }""")
            .Evaluate(Recruited(Sales.Of(sale), (1, 9)));
        Assert.Equal(own, evaluation.Commissions.Where(item => !item.IsOverride).Sum(item => item.Amount));
        var paid = evaluation.Commissions.SingleOrDefault(item => item.IsOverride);
        Assert.Equal(expected, (int?)paid?.Amount);
        if (paid is not null)
        {
            Assert.Equal(("recruiting", Sales.Partner(9), own), (paid.Rule, paid.Partner, paid.BaseAmount));
            Assert.Equal(paid.Amount, Recomputed(evaluation, paid));
        }
    }

    [Fact]
    public void There_is_one_level_and_nobody_recruits_itself()
    {
        var book = Book($$"""{{Own}}, {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"} }""");
        Assert.Equal([2_000, 200], book.Evaluate(Recruited(Sales.Of(10_000), (1, 9), (9, 8))).Amounts());
        Assert.Equal([2_000], book.Evaluate(Recruited(Sales.Of(10_000), (1, 1))).Amounts());
        Assert.Equal([2_000], book.Evaluate(Recruited(Sales.Of(10_000), (9, 1))).Amounts());
        Assert.Equal([2_000], book.Evaluate(Sales.Of(10_000)).Amounts());
    }

    [Fact]
    public void Recruiters_of_shared_credits_get_a_part_of_their_partners_shares_rounded_once()
    {
        var book = Book($$"""{{Own}}, {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"} }""");
        var sale = Recruited(Sales.Of(10_005), (1, 9), (2, 9), (3, 8)) with
        {
            Credits = [new(Sales.Partner(1), 1), new(Sales.Partner(2), 1), new(Sales.Partner(3), 1)],
        };
        var evaluation = book.Evaluate(sale);

        // 20 % of 10005 is 2001: 667 for each; 10 % of 1334 is 133.4, and 10 % of 667 is 66.7.
        Assert.Equal([667, 667, 667, 133, 67], evaluation.Amounts());
        Assert.All(evaluation.Commissions, item => Assert.Equal(item.Amount, Recomputed(evaluation, item)));
    }

    [Fact]
    public void The_first_rule_that_applies_pays_and_its_condition_is_about_the_sale_of_the_recruited_partner()
    {
        var book = Book(
            $$"""
            {{Own}},
            {"id": "large", "on": "partner_sale", "when": {"field": "sale.amount", "op": "gte", "value": 50000},
             "pay": {"percent": "15"} },
            {"id": "gold", "on": "partner_sale", "groups": ["gold"], "pay": {"percent": "12"} },
            {"id": "other", "on": "partner_sale", "pay": {"percent": "5"} }
            """
        );
        Assert.Equal("large", RuleOf(Recruited(Sales.Of(50_000), (1, 9))));
        var small = Recruited(Sales.Of(49_999), (1, 9));
        Assert.Equal("other", RuleOf(small));
        Assert.Equal("gold", RuleOf(small with { Partner = small.Partner with { Group = "gold" } }));

        string RuleOf(EvaluationInput input) => book.Evaluate(input).Commissions.Single(item => item.IsOverride).Rule;
    }

    [Fact]
    public void Groups_are_those_of_the_first_credited_partner_even_if_only_another_one_was_recruited()
    {
        var book = Book(
            $$"""{{Own}}, {"id": "gold", "on": "partner_sale", "groups": ["gold"], "pay": {"percent": "10"} }"""
        );
        var shared = Recruited(Sales.Of(10_000), (2, 9)) with
        {
            Credits = [new(Sales.Partner(1), 1), new(Sales.Partner(2), 1)],
        };
        Assert.Equal([1_000, 1_000], book.Evaluate(shared).Amounts());
        var ofGold = shared with { Partner = shared.Partner with { Group = "gold" } };
        Assert.Equal([1_000, 1_000, 100], book.Evaluate(ofGold).Amounts());
    }

    [Fact]
    public void The_base_is_the_commission_after_the_caps_of_the_conversion()
    {
        var book = Books.Of(
            $$"""
            "commissions": [{{Own}}, {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"} }],
            "caps": [{"id": "most", "scope": "conversion", "max": 1500}]
            """
        );
        Assert.Equal([1_500, 150], book.Evaluate(Recruited(Sales.Of(10_000), (1, 9))).Amounts());
    }

    private static CompiledRuleBook Book(string commissions) => Books.Of($""" "commissions": [{commissions}] """);

    private static long Recomputed(Evaluation evaluation, GrantedCommission commission) =>
        TraceRecomputation.AmountOf(JsonElement.Parse(evaluation.TraceOf(commission).ToJson()));

    private static EvaluationInput Recruited(EvaluationInput input, params (int Partner, int Recruiter)[] recruiters) =>
        input with
        {
            Recruiters = recruiters.ToDictionary(
                pair => Sales.Partner(pair.Partner),
                pair => Sales.Partner(pair.Recruiter)
            ),
        };
}
