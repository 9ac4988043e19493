using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>How caps hold commissions down, and bonuses go beside them.</summary>
public sealed class CapTests
{
    [Fact]
    public void Caps_clamp_in_document_order_and_each_says_what_it_took()
    {
        var evaluation = Sale(
            """[{"id": "sale", "scope": "conversion", "max": 1500}, {"id": "partner", "scope": "partner", "window": "month", "max": 5000}]""",
            ("partner", 4_000)
        );
        Assert.Equal([1_000], evaluation.Amounts());
        Assert.Equal(
            [new CapTrace("sale", 1_500, 0, 500), new CapTrace("partner", 5_000, 4_000, 500)],
            Assert.Single(evaluation.Trace!.Rules).Caps
        );
        Assert.Equal(1_000, evaluation.CapUse["partner"]);
    }

    [Fact]
    public void A_cap_that_is_used_up_pays_nothing_and_asks_nothing_back()
    {
        var evaluation = Sale(
            """[{"id": "cap", "scope": "partner", "window": "lifetime", "max": 5000}]""",
            ("cap", 6_000)
        );
        Assert.Equal([0], evaluation.Amounts());
        Assert.Equal((Decision.None, EvaluationReasons.Capped), (evaluation.Decision, evaluation.Reason));
        Assert.Equal(2_000, evaluation.TraceOf(evaluation.Commissions[0]).Evaluation.Rules[0].Caps[0].Removed);
        Assert.Empty(evaluation.CapUse);
    }

    [Fact]
    public void The_rules_of_one_conversion_share_its_caps()
    {
        var rules = Books.Of(
            """
            "select": "all",
            "commissions": [{"id": "a", "on": "sale", "pay": {"percent": "20"}}, {"id": "b", "on": "sale", "pay": {"flat": 900}}],
            "caps": [{"id": "sale", "scope": "conversion", "max": 2500}]
            """
        );
        var evaluation = rules.Evaluate(Sales.Of(10_000));
        Assert.Equal([2_000, 500], evaluation.Amounts());
        Assert.Equal(2_500, evaluation.CapUse["sale"]);
    }

    [Fact]
    public void A_cap_holds_for_the_shares_of_all_partners_together()
    {
        var rules = Books.Of(
            """
            "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "20"}}], "caps": [{"id": "cap", "scope": "conversion", "max": 1001}]
            """
        );
        var credits = new[]
        {
            new Attribution.Credit(Sales.Partner(1), 1),
            new Attribution.Credit(Sales.Partner(2), 1),
        };
        Assert.Equal([501, 500], rules.Evaluate(Sales.Of(10_000) with { Credits = credits }).Amounts());
    }

    [Fact]
    public void The_highest_rule_is_chosen_before_caps_and_by_the_rounded_amount()
    {
        var rules = Books.Of(
            """
            "commissions": [{"id": "a", "on": "sale", "pay": {"percent": "10.01"}}, {"id": "b", "on": "sale", "pay": {"percent": "10.04"}}],
            "caps": [{"id": "cap", "scope": "conversion", "max": 50}]
            """
        );
        Assert.Equal(
            ("a", 50),
            rules
                .Evaluate(Sales.Of(1_000))
                .Commissions.Select(commission => (commission.Rule, commission.Amount))
                .Single()
        );
        Assert.Equal(
            ("b", 50),
            rules
                .Evaluate(Sales.Of(100_000))
                .Commissions.Select(grantedCommission => (grantedCommission.Rule, grantedCommission.Amount))
                .Single()
        );
    }

    [Fact]
    public void The_first_matching_rule_pays_where_the_first_is_selected()
    {
        var rules = Books.Of(
            """
            "select": "first",
            "commissions": [{"id": "gold", "on": "sale", "groups": ["gold"], "pay": {"flat": 9}},
                            {"id": "small", "on": "sale", "pay": {"flat": 1}}, {"id": "large", "on": "sale", "pay": {"flat": 5}}]
            """
        );
        var evaluation = rules.Evaluate(Sales.Of(10_000));
        Assert.Equal([1], evaluation.Amounts());
        Assert.Equal(
            [("gold", "not_matched", "group"), ("small", "selected", null), ("large", "not_selected", null)],
            evaluation.Trace!.Rules.Select(rule => (rule.Rule, rule.Outcome, rule.Reason))
        );
    }

    [Fact]
    public void A_bonus_is_paid_beside_the_cap_and_by_what_is_left_of_the_commission()
    {
        var rules = Books.Of(
            """
            "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "50"}}],
            "caps": [{"id": "cap", "scope": "conversion", "max": 1000}],
            "bonuses": [{"id": "earner", "metric": "partner.commission_amount", "window": "year", "at_least": 5000, "pay": {"flat": 700}}]
            """
        );
        Assert.Equal([1_000], rules.Evaluate(Sales.Of(10_000).With(Earned(3_999))).Amounts());
        Assert.Equal([1_000, 700], rules.Evaluate(Sales.Of(10_000).With(Earned(4_000))).Amounts());
    }

    [Theory]
    [InlineData(4_499, false)]
    [InlineData(4_500, true)]
    public void A_bonus_on_commissions_counts_the_share_of_the_partner_that_gets_it(long before, bool isPaid)
    {
        var rules = Books.Of(
            """
            "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "10"}}],
            "bonuses": [{"id": "earner", "metric": "partner.commission_amount", "window": "year", "at_least": 5000, "pay": {"flat": 700}}]
            """
        );
        var credits = new[]
        {
            new Attribution.Credit(Sales.Partner(1), 1),
            new Attribution.Credit(Sales.Partner(2), 1),
        };
        var evaluation = rules.Evaluate(Sales.Of(10_000).With(Earned(before)) with { Credits = credits });
        Assert.Equal(isPaid ? [500, 500, 700] : [500, 500], evaluation.Amounts());
    }

    private static Func<PartnerStats, PartnerStats> Earned(long amount) =>
        stats => stats with { CommissionAmount = new MetricCounts(amount, amount, amount, amount) };

    private static Evaluation Sale(string caps, params (string Cap, long Used)[] used) =>
        Books
            .Of(
                $$"""
                "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "20"} }], "caps": {{caps}}
                """
            )
            .Evaluate(Sales.Of(10_000) with { CapUsed = used.ToDictionary(pair => pair.Cap, item => item.Used) });
}
