using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Tests.Rules;

namespace Affiliate.Domain.Tests.Review;

/// <summary>The numbers of scorecards, computed by hand, and the recommendations that follow from them.</summary>
public sealed class ScorecardTests
{
    // Each row: the agency, the agency's past (October and September), the blog, the blog's past, the median.
    public static TheoryData<string, double?, double?, double?, double?, double?> Numbers =>
        new()
        {
            // 7 clicks without bots and rejected ones; 5 and 3 before. The blog was there before, and had none.
            { "clicks", 7, 4, 0, 0, 3.5 },
            // Eve and Finn; Gina and Hugo.
            { "leads", 2, 0, 2, 0, 2 },
            // Eve is qualified and Finn won; Gina is unqualified.
            { "qualified_leads", 2, 0, 0, 0, 1 },
            // 2 of 2, 0 of 2; no leads before.
            { "qualified_rate", 1, null, 0, null, 0.5 },
            // Eve and Anna; Bob and Ida. One in October, none in September.
            { "sales", 2, 0.5, 2, 0, 2 },
            // 2 of 7 clicks; 1 of 5 and 0 of 3 before. The blog has no clicks, so the median is the agency's.
            { "conversion_rate", 0.2857, 0.1, null, null, 0.2857 },
            // Anna; Bob.
            { "renewals", 1, 0, 1, 0, 1 },
            // 100 + 50 dollars; 30 + 20 - 15. Before: 20 and 0.
            { "net_revenue", 15_000, 1_000, 3_500, 0, 9_250 },
            { "refunds", 0, 0, 1, 0, 0.5 },
            // 0 of 2, 1 of 2; 0 of 1 in October.
            { "refund_rate", 0, 0, 0.5, null, 0.25 },
            // 20 + 10 dollars; 5 + 1. Before: 4 and 0.
            { "commission", 3_000, 200, 600, 0, 1_800 },
            // 15,000 - 400 fees - 3,000 = 11,600; 3,500 - 600 = 2,900. October: 2,000 - 50 - 400 = 1,550.
            { "margin", 0.7733, 0.775, 0.8286, null, 0.801 },
            // 3,000 by 7; 400 by 5 and 0 by 3.
            { "epc", 428.57, 40, null, null, 428.57 },
            // From 20 November, from the 5th; from 11 October to 1 November. September had no conversion before its end.
            { "days_since_last_conversion", 11, 21, 26, null, 18.5 },
        };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_numbers_of_the_small_program_are_those_computed_by_hand(
        string name,
        double? agency,
        double? agencyPast,
        double? blog,
        double? blogPast,
        double? median
    )
    {
        var cards = Scorecards.Of(SmallProgram.November);
        var measure = ScorecardMeasure.All.Single(measure => measure.Name == name);
        Assert.Equal(
            [agency, agencyPast, blog, blogPast, median],
            new[]
            {
                measure.ValueOf(cards[0]),
                PastOf(cards[0]),
                measure.ValueOf(cards[1]),
                PastOf(cards[1]),
                Scorecards.MediansOf(cards).TryGetValue(name, out var middle) ? middle : null,
            }.Select(value => (double?)value)
        );

        decimal? PastOf(Scorecard card) => card.Past!.TryGetValue(name, out var mean) ? mean : null;
    }

    [Fact]
    public void Every_measure_is_computed_by_hand()
    {
        Assert.Equal(ScorecardMeasure.All.Select(measure => measure.Name), Numbers.Select(row => (string)row[0]!));
        Assert.Equal(
            [("prt_agency", 2), ("prt_blog", 2)],
            Scorecards.Of(SmallProgram.November).Select(card => (card.Partner.Value, card.PastPeriods))
        );
    }

    [Fact]
    public void The_margin_of_all_partners_together_is_the_signal_margin_after_commission()
    {
        // The sale without a partner is in the signal only: 1,000 of 19,500, without a fee.
        var cards = Scorecards.Of(SmallProgram.November);
        var left = cards.Sum(card => card.Margin!.Value * card.Revenue);
        Assert.Equal(
            SignalCatalog.Find("margin_after_commission")!.In(SmallProgram.November).Value!.Value,
            Math.Round((left + 1_000) / 19_500, 4)
        );
    }

    [Fact]
    public void A_tally_of_an_earlier_version_does_not_know_the_numbers_that_it_was_stored_without()
    {
        var partner = PartnerId.Parse("prt_agency");
        var old = new EventTally().ToDocument() with
        {
            Partners = new Dictionary<string, PartnerTally>
            {
                ["prt_agency"] = new()
                {
                    Clicks = 10,
                    Leads = 3,
                    Sales = 2,
                    Revenue = 5_000,
                    Refunds = 1,
                },
            },
            LeadsOf = null,
        };
        var month = SmallProgram.November;

        var card = Scorecards.Of(month with { Events = EventTally.Of(old) })[0];
        Assert.Equal((10, 3, 2, 5_000, 1), (card.Clicks, card.Leads, card.Sales, card.Revenue, card.Refunds));
        Assert.Equal((null, null, null), (card.QualifiedLeads, card.Renewals, card.Margin));
        Assert.Null(card.DaysSinceLastConversion);

        // In the past: the sum with a known month is not known either, and the mean leaves the month out.
        var sum = EventTally.Of(old);
        sum.Add(month.Events);
        Assert.Equal(
            (17, null, null),
            (sum.Partners[partner].Clicks, sum.Partners[partner].Fees, sum.LeadsOf(partner))
        );
        var compared = Scorecards.Of(
            month with
            {
                Past = [new PastSpan(month.From, EventTally.Of(old), Commissions: null), month.Past[1]],
            }
        )[0];
        Assert.Equal(
            (6.5m, 0m, 0m),
            (compared.Past!["clicks"], compared.Past["renewals"], compared.Past["commission"])
        );
    }

    [Theory]
    // The blog: 2 sales, 1 refund, no click.
    [InlineData(
        """{"field": "scorecard.refund_rate", "op": "gte", "value": 0.1}""",
        "refund rate 50 % is at least 10 %"
    )]
    [InlineData(
        """
            {"any": [{"field": "scorecard.sales", "op": "gt", "value": 9},
                     {"field": "scorecard.qualified_rate", "op": "lt", "value": 0.125}]}
            """,
        "qualified rate 0 % is below 12.5 %"
    )]
    [InlineData(
        """
            {"all": [{"field": "scorecard.net_revenue", "op": "lt", "value": 10000},
                     {"not": {"field": "scorecard.days_since_last_conversion", "op": "between", "value": [0, 20]}}]}
            """,
        "net revenue 3500 is below 10000 and not (days since the last conversion 26 is between 0 and 20)"
    )]
    [InlineData("""{"field": "scorecard.epc", "op": "exists", "value": false}""", "earnings per click is not known")]
    [InlineData("""{"field": "scorecard.revenue", "op": "equals", "value": 3500}""", "net revenue 3500 is 3500")]
    [InlineData("""{"field": "scorecard.epc", "op": "lt", "value": 1000}""", null)]
    [InlineData("""{"field": "scorecard.epc", "op": "not_equals", "value": 5}""", null)]
    public void A_reason_has_the_numbers_and_a_value_that_is_missing_meets_no_condition(string condition, string? why)
    {
        var rules = Books
            .Of(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$""" "commissions": [], "review": {"pause_at": {{condition}} } """
                )
            )
            .Book.Review;
        var card = Scorecards.Of(SmallProgram.November)[1].Judged(rules);
        Assert.Equal(
            why is null ? ("keep", "no condition of the rule book holds") : ("pause", why),
            (card.Recommendation, card.Why)
        );
    }

    [Fact]
    public void A_partner_with_results_is_kept_and_one_without_has_no_recommendation()
    {
        var idle = new Scorecard(PartnerId.Parse("prt_idle"), 0, 0, 0, 0, 0, 0);
        Assert.Equal((null, null), (idle.Judged(rules: null).Recommendation, idle.Judged(rules: null).Why));
        var active = (idle with { Clicks = 1 }).Judged(new ReviewRules(null, null, null));
        Assert.Equal(
            ("keep", "the rule book has no conditions for partners", false),
            (active.Recommendation, active.Why, active.NeedsDecision)
        );
    }
}
