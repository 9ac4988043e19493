using Affiliate.Domain.Attribution;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What a trace tells beside the amounts.</summary>
public sealed class TraceTests
{
    [Fact]
    public void Every_comparison_is_there_also_where_the_outcome_no_longer_hangs_on_it()
    {
        var rules = Books.Paying(
            """{"flat": 1}""",
            """
            "when": {"all": [{"field": "sale.plan", "op": "equals", "value": "other"},
                             {"any": [{"field": "sale.amount", "op": "gt", "value": 1}, {"not": {"field": "sale.quantity", "op": "gt", "value": 1} }] }] }
            """
        );
        var rule = Assert.Single(rules.Evaluate(Sales.Of(10, sale => sale with { Plan = "pro" })).Trace!.Rules);
        Assert.Equal(
            [("sale.plan", false), ("sale.amount", true), ("sale.quantity", false)],
            rule.Conditions.Select(condition => (condition.Field, condition.Met))
        );
        Assert.Equal("condition", rule.Reason);
    }

    [Fact]
    public void The_touches_tell_why_they_counted_or_not()
    {
        var rules = Books.Of(
            """ "attribution": {"model": "linear", "window_days": 30, "precedence": ["coupon", "click"]}, "commissions": [] """
        );
        Touch[] touches =
        [
            new(Sales.Partner(1), TouchKind.Coupon, Sales.Day0.AddDays(-31)),
            new(Sales.Partner(2), TouchKind.Coupon, Sales.Day0.AddDays(-30)),
            new(Sales.Partner(3), TouchKind.Click, Sales.Day0),
            new(Sales.Partner(4), TouchKind.Coupon, Sales.Day0.AddSeconds(1)),
        ];
        var credits = CreditModel.Credits(rules.Book.Attribution, touches, Sales.Day0);
        var attribution = rules
            .Evaluate(Sales.Of(10) with { Touches = touches, Credits = credits })
            .Trace!.Attribution!;
        Assert.Equal((AttributionModel.Linear, 30), (attribution.Model, attribution.WindowDays));
        Assert.Equal(
            ["outside_window", "counted", "other_kind", "outside_window"],
            attribution.Touches.Select(touch => touch.Outcome)
        );
        Assert.Equal([Sales.Partner(2)], credits.Select(credit => credit.Partner));
    }

    [Fact]
    public void Touches_at_the_beginning_of_time_are_only_touches() =>
        Assert.Empty(
            CreditModel.Credits(
                Books.Of(""" "commissions": [] """).Book.Attribution,
                [new Touch(Sales.Partner(1), TouchKind.Click, Sales.Day0)],
                DateTimeOffset.MinValue
            )
        );

    [Theory]
    [InlineData("exclude", "hold", "passed", "hold")]
    [InlineData("include", "allow", "included", "allowed")]
    public void Eligibility_is_told_with_its_outcomes(string existing, string self, string customer, string partner)
    {
        var rules = Books.Of(
            $$"""
            "eligibility": {"existing_customers": "{{existing}}", "self_referral": "{{self}}"}, "commissions": [{"id": "a", "on": "sale", "pay": {"flat": 1} }]
            """
        );
        var trace = rules
            .Evaluate(
                Sales.Of(10) with
                {
                    FirstTouchAt = Sales.Day0,
                    Customer = new CustomerFacts { Email = "a@acme.example" },
                    Partner = new PartnerFacts { Id = Sales.Partner(1), Email = "b@acme.example" },
                }
            )
            .Trace!;
        Assert.Equal(new EligibilityTrace(Sales.Day0, customer, partner), trace.Eligibility);
    }

    [Fact]
    public void The_bonuses_that_were_paid_before_are_told()
    {
        var rules = Books.Of(
            """
            "commissions": [], "bonuses": [{"id": "three", "metric": "partner.sales", "window": "quarter", "at_least": 3, "pay": {"flat": 50000}}]
            """
        );
        var trace = rules
            .Evaluate(
                Sales.Of(10) with
                {
                    BonusesPaid = new HashSet<string> { "three:2026-Q4", "three:2026-Q3" },
                }
            )
            .Trace!;
        Assert.Equal(["three:2026-Q4"], trace.BonusesPaid!);
    }
}
