using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>Every measure, computed by hand for a small program.</summary>
public sealed class SmallProgramTests
{
    // Events without bots: 8 clicks + 4 leads + 3 stages + 6 sales + 1 refund = 22, two of them rejected.
    public static TheoryData<string, double?, int> Values =>
        new()
        {
            // 3 + 2 + 1 of 9 fields; the applications of August are of another month.
            { "partner_fields_filled", 0.6667, 9 },
            // 4 + 3 + 2 + 1 of 16.
            { "lead_fields_filled", 0.625, 16 },
            // 6 sales with 3 of 4 fields each.
            { "sale_fields_filled", 0.75, 24 },
            // Eve, Finn and Gina of four.
            { "leads_with_stage", 0.75, 4 },
            // Agency and blog of three active partners; the old one confirmed in January of 2025.
            { "partner_records_current", 0.6667, 3 },
            // 20 of 22 stored and 4 refused.
            { "events_accepted", 0.7692, 26 },
            // 4 leads and 5 sales of 4 + 6.
            { "conversions_attributed", 0.9, 10 },
            // 2 of 22 + 4 + 2.
            { "duplicate_rate", 0.0714, 28 },
            // 3 bots of 11 clicks.
            { "bot_clicks", 3, 11 },
            // 24, 48 and 96 hours.
            { "application_to_decision_hours_median", 48, 3 },
            { "application_to_decision_hours_p90", 96, 3 },
            // 6 and 2 hours; the nearest rank of two is the first.
            { "decision_to_active_hours_median", 2, 2 },
            { "decision_to_active_hours_p90", 6, 2 },
            // 1, 2 and 4 hours; two sales have no commission yet.
            { "sale_to_commission_hours_median", 2, 3 },
            { "sale_to_commission_hours_p90", 4, 3 },
            // October was approved on 3 November; September's approval was in October.
            { "period_close_to_approval_hours_median", 48, 1 },
            { "period_close_to_approval_hours_p90", 48, 1 },
            // 3 to 8 November, and 4 October to 2 November: 120 and 696 hours.
            { "approval_to_settled_hours_median", 120, 2 },
            { "approval_to_settled_hours_p90", 696, 2 },
            { "review_to_decision_hours_median", 24, 1 },
            { "review_to_decision_hours_p90", 24, 1 },
            // 48, 24 and 96 hours.
            { "owner_waiting_hours_median", 48, 3 },
            { "owner_waiting_hours_p90", 96, 3 },
            // The agency of the two whose 90 days ended in November.
            { "partners_productive", 0.5, 2 },
            // Approved since 2 September: two, of which one left after 19 days; released: three, of which one was taken
            // back.
            { "decisions_reversed", 0.4, 5 },
            // One reversed of three decided in November.
            { "holds_confirmed", 0.3333, 3 },
            { "commissions_held", 0.25, 4 },
            { "manual_overrides", 0.25, 4 },
            // Two of three decided approvals.
            { "decided_by_people", 0.6667, 3 },
            // One of three that were due: one was two days late, one is not done.
            { "review_actions_on_time", 0.3333, 3 },
            // 4 customers of leads by 7 clicks.
            { "conversion_rate", 0.5714, 7 },
            // Eve and Finn of four.
            { "lead_qualification_rate", 0.5, 4 },
            // Eve of four.
            { "lead_to_sale_rate", 0.25, 4 },
            // 10,000 + 5,000 + 3,000 + 2,000 + 1,000 - 1,500.
            { "net_revenue", 19_500, 5 },
            { "refund_rate", 0.2, 5 },
            // Anna and Bob of four buyers of October.
            { "renewal_rate", 0.5, 4 },
            // 19,500 - 400 fees - 3,600 commissions = 15,500.
            { "margin_after_commission", 0.7949, 5 },
            // 3,600 by Eve, Ida and Jane.
            { "cost_per_customer", 1_200, 3 },
            { "commission_share", 0.1846, 5 },
            // 15,000 of the agency, and 3,500 of the blog.
            { "top_partner_share", 0.8108, 4 },
            // Four of five are defined; one of them is overdue.
            { "components_with_owner", 0.8, 5 },
            { "components_reviewed_on_time", 0.6, 5 },
            // The second version was approved a day after the date from which it was to apply.
            { "rule_books_approved_before_effect", 0.5, 2 },
            // The rule book since 20 November; the review since the 29th is not yet overdue.
            { "approvals_overdue", 1, 5 },
            // No review, one component.
            { "reviews_overdue", 1, 5 },
            { "audit_verified", 1, 12 },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void The_value_and_the_sample_are_those_computed_by_hand(string name, double? value, int sample)
    {
        var measured = SignalCatalog.Find(name)!.In(SmallProgram.November);
        Assert.Equal(((decimal?)value, sample), (measured.Value, measured.Sample));
    }

    [Fact]
    public void Every_measure_is_computed_by_hand() =>
        Assert.Equal(SignalCatalog.Names.Order(), Values.Select(row => (string)row[0]).Order());

    [Fact]
    public void Every_rate_can_miss_its_target_in_an_empty_month_only_by_too_few_observations() =>
        Assert.All(
            SignalCatalog.All.Where(signal => signal.Unit == "share" && signal.Layer != "governance"),
            signal =>
                Assert.Null(
                    signal
                        .In(
                            new MonthFacts
                            {
                                Period = SmallProgram.November.Period,
                                From = SmallProgram.November.From,
                                To = SmallProgram.November.To,
                                MeasuredAt = SmallProgram.November.MeasuredAt,
                                Events = new EventTally(),
                            }
                        )
                        .Value
                )
        );

    [Fact]
    public void The_waiting_time_is_told_by_owner_and_refusals_by_reason()
    {
        var waiting = SignalCatalog.Find("owner_waiting_hours_median")!.In(SmallProgram.November);
        Assert.Equal(
            [("finance@example.com", 48m, 2), ("owner@example.com", 24m, 1)],
            waiting.Parts.Select(part => (part.Name, part.Value!.Value, part.Sample))
        );
        var accepted = SignalCatalog.Find("events_accepted")!.In(SmallProgram.November);
        Assert.Equal(("refused, api: currency", 4m), (accepted.Parts[0].Name, accepted.Parts[0].Value!.Value));
    }
}
