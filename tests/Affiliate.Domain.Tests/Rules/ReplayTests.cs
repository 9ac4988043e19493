using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Replays of conversions, one after the other.</summary>
public sealed class ReplayTests
{
    private static readonly CompiledRuleBook Tiered = Books.Of(
        """
        "commissions": [{"id": "share", "on": "sale", "pay": {"tiers": {"by": "partner.sale_amount", "window": "month", "mode": "whole",
          "steps": [{"from": 0, "percent": "10"}, {"from": 20000, "percent": "20"}]} } }],
        "caps": [{"id": "month", "scope": "partner", "window": "month", "max": 3500}],
        "bonuses": [{"id": "two", "metric": "partner.sales", "window": "month", "at_least": 2, "pay": {"flat": 77} }]
        """
    );

    [Fact]
    public void Tiers_caps_and_bonuses_go_on_from_one_conversion_to_the_next_and_begin_anew_with_the_month()
    {
        var replay = ReplayOf(Tiered);
        var days = new[] { 0, 1, 2, 30 };
        var amounts = days.Select(
                (day, i) => replay.Next(Sale($"e{i}", "c1", 10_000, Sales.Day0.AddDays(day)))!.Amounts().ToArray()
            )
            .ToList();
        Assert.Equal(
            [
                [1_000],
                [2_000, 77],
                [500],
                [1_000],
            ],
            amounts
        );
    }

    [Fact]
    public void A_conversion_before_the_first_rule_book_has_no_evaluation() =>
        Assert.Null(
            new RuleReplay(_ => null, (id, _) => new PartnerFacts { Id = id }).Next(
                Sale("e1", "c1", 10_000, Sales.Day0)
            )
        );

    [Fact]
    public void Credits_follow_from_the_touches_by_the_rule_book_that_is_replayed()
    {
        var (first, second) = (Sales.Partner(1), Sales.Partner(2));
        Touch[] touches =
        [
            new(first, TouchKind.Click, Sales.Day0.AddDays(-2)),
            new(second, TouchKind.Click, Sales.Day0.AddDays(-1)),
        ];
        var sale = Sale("e1", "c1", 10_001, Sales.Day0) with { Touches = touches };
        var linear = Books.Of(
            """ "attribution": {"model": "linear"}, "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """
        );
        var last = Books.Of(
            """ "attribution": {"model": "last_touch"}, "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """
        );
        Assert.Equal(
            [(first, 500L), (second, 500L)],
            ReplayOf(linear).Next(sale)!.Commissions.Select(grant => (grant.Partner, grant.Amount))
        );
        Assert.Equal(
            [(second, 1_000L)],
            ReplayOf(last).Next(sale)!.Commissions.Select(grant => (grant.Partner, grant.Amount))
        );
    }

    [Fact]
    public void A_partners_own_purchase_shows_under_the_credits_that_are_replayed()
    {
        Touch[] touches =
        [
            new(Sales.Partner(1), TouchKind.Click, Sales.Day0.AddDays(-2)),
            new(Sales.Partner(2), TouchKind.Click, Sales.Day0.AddDays(-1)),
        ];
        var sale = Sale("e1", "c1", 10_000, Sales.Day0);
        sale = sale with
        {
            Touches = touches,
            Input = sale.Input with { Customer = new CustomerFacts { Email = "buyer@acme.example" } },
        };
        var linear = Books.Of(
            """ "attribution": {"model": "linear"}, "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """
        );
        var replay = new RuleReplay(
            _ => linear,
            (id, _) => new PartnerFacts { Id = id, Email = id == Sales.Partner(2) ? "owner@acme.example" : null }
        );
        Assert.Equal(EvaluationReasons.SelfReferral, replay.Next(sale)!.Reason);
    }

    [Fact]
    public void The_order_of_sales_of_independent_customers_does_not_matter()
    {
        var rules = Books.Of(
            """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "12.5"}, "duration": {"payments": 2} }],
            "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 3000}]
            """
        );
        var sales = Gen.Long[0, 40_000]
            .Array[1, 30]
            .Select(amounts =>
                amounts.Select((amount, i) => Sale($"e{i}", $"c{i}", amount, Sales.Day0.AddMinutes(i))).ToArray()
            );
        sales
            .SelectMany(some => Gen.Shuffle(some).Select(shuffled => (some, shuffled)))
            .Sample((some, shuffled) => Assert.Equal(GrantsOf(rules, some), GrantsOf(rules, shuffled)));
    }

    private static SortedDictionary<string, string> GrantsOf(
        CompiledRuleBook rules,
        IEnumerable<ReplayedConversion> sales
    )
    {
        var replay = ReplayOf(rules);
        return new(
            sales.ToDictionary(sale => sale.Event.Value, sale => string.Join(' ', replay.Next(sale)!.Amounts())),
            StringComparer.Ordinal
        );
    }

    private static RuleReplay ReplayOf(CompiledRuleBook rules) =>
        new(_ => rules, (id, _) => new PartnerFacts { Id = id });

    private static ReplayedConversion Sale(string id, string customer, long amount, DateTimeOffset at) =>
        new(
            EventId.Parse(id),
            at,
            CustomerId.Parse(customer),
            Sales.Of(amount, sale => sale with { EventId = EventId.Parse(id), OccurredAt = at }),
            Touches: null
        );
}
