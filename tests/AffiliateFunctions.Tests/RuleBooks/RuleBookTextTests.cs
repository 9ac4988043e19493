using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.RuleBookApproval;
using AffiliateFunctions.RuleBooks.Text;
using AffiliateFunctions.Simulation;

namespace AffiliateFunctions.Tests.RuleBooks;

public sealed class RuleBookTextTests
{
    private static readonly RuleBook Before = Book(
        """
        "commissions": [
          {"id": "share", "on": "sale", "pay": {"percent": "20"}, "when": {"any": [{"field": "sale.amount", "op": "gte", "value": 100000}, {"field": "partner.sales.quarter", "op": "gt", "value": 3}]} },
          {"id": "lead", "on": "lead", "pay": {"flat": 500} }],
        "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 200000}]
        """
    );

    [Fact]
    public void A_rule_is_said_with_its_conditions_and_its_amounts_in_the_currency() =>
        Assert.Contains(
            new RuleBookStatement(
                "What pays",
                "share",
                "on each sale 20 % of the net amount, when the sale's amount is at least 1,000.00 USD or the "
                    + "partner's sales of the quarter is above 3"
            ),
            RuleBookStatements.Of(Before)
        );

    [Theory]
    [InlineData(
        "lead",
        "flat",
        "500",
        "on each lead from 0 5.00 USD, from 10 5.00 USD by the partner's leads in a month, the whole at the step "
            + "reached, once for each customer"
    )]
    [InlineData(
        "sale",
        "flat",
        "500",
        "on each sale from 0 5.00 USD, from 10 5.00 USD by the partner's leads in a month, the whole at the step "
            + "reached, for each unit"
    )]
    [InlineData(
        "sale",
        "percent",
        "\"5\"",
        "on each sale from 0 5 %, from 10 5 % by the partner's leads in a month, the whole at the step reached, "
            + "of the net amount"
    )]
    public void Tiers_are_said_with_what_their_steps_pay(string on, string pay, string value, string words)
    {
        var book = Book(
            $$"""
            "commissions": [{"id": "steps", "on": "{{on}}", "pay": {"tiers": {"by": "partner.leads", "window": "month", "mode": "whole", "steps": [{"from": 0, "{{pay}}": {{value}} }, {"from": 10, "{{pay}}": {{value}} }] } } }]
            """
        );
        Assert.Contains(new RuleBookStatement("What pays", "steps", words), RuleBookStatements.Of(book));
    }

    [Fact]
    public void The_difference_names_what_is_new_what_is_otherwise_and_what_is_dropped()
    {
        var after = Book(
            """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "25"}, "groups": ["gold"], "duration": {"months": 12} }],
            "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 200000}],
            "bonuses": [{"id": "ten", "metric": "partner.sales", "window": "quarter", "at_least": 10, "pay": {"flat": 50000} }],
            "hold_days": 45, "groups": {"gold": {"hold_days": 14}}
            """
        );
        var changes = RuleBookChanges.Between(Before, after);
        Assert.Equal(
            [
                "New: ten: 500.00 USD when the partner's sales reaches 10 in a quarter.",
                "New: Payable to the group gold: 14 days after the conversion.",
                "share: on each sale 25 % of the net amount, for 12 months from a customer's first sale, for the "
                    + "groups gold; before: on each sale 20 % of the net amount, when the sale's amount is at least "
                    + "1,000.00 USD or the partner's sales of the quarter is above 3.",
                "If several rules match: the rule that pays most; if they pay the same, the first in this order: "
                    + "share; before: the rule that pays most; if they pay the same, the first in this order: share, lead.",
                "Payable: 45 days after the conversion; before: 30 days after the conversion.",
                "Removed: lead; before: on each lead 5.00 USD, once for each customer.",
            ],
            changes
        );
    }

    [Fact]
    public void A_book_has_no_difference_to_itself() => Assert.Empty(RuleBookChanges.Between(Before, Before));

    [Fact]
    public void A_simulation_is_said_in_amounts_and_by_company()
    {
        var (first, second) = (PartnerId.Parse("prt_1"), PartnerId.Parse("prt_2"));
        var report = new SimulationReport(
            1_200,
            "USD",
            10_000,
            12_500,
            2_500,
            [new(first, 6_000, 8_500, 2_500), new(second, 4_000, 4_000, 0)],
            3,
            []
        );
        Assert.Equal(
            [
                "1,200 events: 100.00 USD was granted; this version would have granted 125.00 USD, 25.00 "
                    + "USD more (25.0 %).",
                "3 conversions would have a different result.",
                "Acme: 85.00 USD instead of 60.00 USD, 25.00 USD more.",
            ],
            SimulationText.Of(report, id => id == first ? "Acme" : "Other")
        );
    }

    private static RuleBook Book(string members)
    {
        var (book, errors) = RuleBookParser.Parse(
            JsonElement.Parse($$"""{"schema": "affiliate-rules/1", "name": "Test", "currency": "USD", {{members}} }""")
        );
        Assert.Empty(errors);
        return book!;
    }
}
