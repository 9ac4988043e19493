using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.PerformanceReview.Actions;
using Testing;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>Each action has the number that it is meant to move: at the decision, and in each review since.</summary>
public sealed class ReviewNumberTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PartnerId Partner = PartnerId.Parse("prt_a");

    [Theory]
    [InlineData("pause", "refund_rate", 0.2, 50)]
    [InlineData("coach", "scorecard.conversion_rate", 0.25, 40)]
    [InlineData("promote", "scorecard.revenue", 1000, 10)]
    public void A_decision_about_a_partner_is_meant_to_move_the_number_of_its_kind(
        string kind,
        string metric,
        double before,
        int sample
    )
    {
        var action = Plan("keep", kind);
        Assert.Equal(
            (metric, (decimal)before, sample, false),
            (action.Metric, action.Before, action.BeforeSample, action.BeforeTooFew)
        );
    }

    [Theory]
    [InlineData("change", "refund_rate")]
    [InlineData("pause", "refund_rate")]
    [InlineData("scale", "net_revenue")]
    public void A_decision_about_the_program_is_meant_to_move_the_first_missed_signal(string decision, string metric) =>
        Assert.Equal(metric, Plan(decision, kind: null).Metric);

    [Fact]
    public void The_person_who_decides_can_name_another_number()
    {
        Assert.Equal("scorecard.refund_rate", Plan("keep", "pause", metric: "scorecard.refund_rate").Metric);
        Assert.Equal("net_revenue", Plan("change", kind: null, metric: "net_revenue").Metric);
    }

    [Fact]
    public void A_rate_has_too_few_observations_below_the_charters_minimum_or_below_ten()
    {
        var review = Review("2026-11") with
        {
            Signals =
            [
                Signal("refund_rate", 0.5m, sample: 19) with
                {
                    MinSample = 20,
                },
                Signal("conversion_rate", 0.5m, sample: 9),
                Signal("renewal_rate", value: null, sample: 0),
                new Signal("business_signal", "net_revenue", 100, "amount", 1, null, SignalStatus.NoTarget),
            ],
            Scorecards = [new Scorecard(Partner, 9, 0, 10, 500, 1, 50)],
        };

        Assert.Equal(
            [true, true, true, false],
            review.Signals.Select(signal => ReviewNumbers.Find(review, signal.Metric, partner: null)!.TooFew)
        );
        Assert.Equal((0.1m, 10, false), Of("scorecard.refund_rate"));
        Assert.Equal((1.1111m, 9, true), Of("scorecard.conversion_rate"));
        Assert.Null(ReviewNumbers.Find(review, "scorecard.revenue", partner: null));
        Assert.Null(ReviewNumbers.Find(review, "none", Partner));

        (decimal?, int, bool) Of(string metric)
        {
            var number = ReviewNumbers.Find(review, metric, Partner)!;
            return (number.Value, number.Sample, number.TooFew);
        }
    }

    [Fact]
    public void A_partner_without_an_event_has_counts_of_zero_and_no_rate()
    {
        var review = Review("2026-12") with { Scorecards = [] };

        Assert.Equal(
            new ReviewNumber(Period.Parse("2026-12"), 0, 0, TooFew: false),
            ReviewNumbers.Find(review, "scorecard.sales", Partner)
        );
        Assert.Equal(
            new ReviewNumber(Period.Parse("2026-12"), null, 0, TooFew: true),
            ReviewNumbers.Find(review, "scorecard.refund_rate", Partner)
        );
    }

    [Fact]
    public async Task The_reviews_since_show_the_number_and_an_ended_action_is_shown_in_three_of_them()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), Noon);
        var reviews = host.Get<ReviewStore>();
        var decided = Review("2026-11") with
        {
            Decision = new ReviewOutcome("keep", "owner@example.com", null, null, Noon),
            Actions = [Plan("keep", "pause") with { DoneAt = Noon, Result = "The partner is suspended." }],
        };
        await reviews.AddAsync(decided, default);
        await reviews.AddAsync(WithRate("2026-12", 0.05m, sample: 40), default);
        await reviews.AddAsync(WithRate("2027-01", 0.5m, sample: 2), default);
        foreach (var month in new[] { "2027-02", "2027-03" })
        {
            await reviews.AddAsync(WithRate(month, 0.04m, sample: 50), default);
        }

        host.MoveTo(Noon.AddMonths(5));
        var progress = host.Get<ReviewActionProgress>();
        var complete = await progress.CompleteAsync(decided, default);

        Assert.Equal(
            [("2026-12", 0.05m, false), ("2027-01", 0.5m, true), ("2027-02", 0.04m, false), ("2027-03", 0.04m, false)],
            complete.Actions[0].After!.Select(after => (after.Period.Value, after.Value, after.TooFew))
        );
        Assert.Equal(
            "Refund rate: 20 % in 2026-11, then 5 % in 2026-12, then 50 % of too few observations (2) in 2027-01",
            (await ShownAsync("2027-01")).Single().LineAt(Noon, partner => partner.Value).Moved
        );
        Assert.Equal(
            "Refund rate: 20 % in 2026-11",
            (await ShownAsync("2026-11")).Single().LineAt(Noon, _ => "").Moved
        );
        Assert.Single(await ShownAsync("2027-02"));
        Assert.Empty(await ShownAsync("2027-03"));

        async Task<IReadOnlyList<ShownAction>> ShownAsync(string month) =>
            await progress.ShownInAsync((await host.ReviewAsync(month))!, default);
    }

    [Fact]
    public async Task A_review_of_a_quarter_is_no_number_after_that_of_a_month()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), Noon);
        var reviews = host.Get<ReviewStore>();
        var decided = Review("2026-11") with { Actions = [Plan("keep", "pause")] };
        await reviews.AddAsync(decided, default);
        await reviews.AddAsync(WithRate("2026-12", 0.05m, sample: 40), default);
        await reviews.AddAsync(
            WithRate("2027-03", 0.5m, sample: 120) with
            {
                FirstMonth = Period.Parse("2027-01"),
            },
            default
        );
        host.MoveTo(Noon.AddMonths(5));

        var complete = await host.Get<ReviewActionProgress>().CompleteAsync(decided, default);

        Assert.Equal(["2026-12"], complete.Actions[0].After!.Select(after => after.Period.Value));
    }

    [Fact]
    public async Task The_mail_of_a_review_has_what_earlier_reviews_decided_with_open_actions_first()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), Noon);
        await host.AddPartnerAsync("prt_a", Noon, "Acme Agency");
        var task = Plan("keep", "coach") with { Id = "t", Kind = "task", Partner = null, Text = "Call", Metric = null };
        await host.Get<ReviewStore>()
            .AddAsync(
                Review("2026-11") with
                {
                    Actions = [Plan("keep", "pause") with { DoneAt = Noon }, task],
                },
                default
            );
        host.MoveTo(Noon.AddMonths(1));

        var mail = await host.Get<ReviewMail>()
            .OfAsync(await host.ProgramAsync(), WithRate("2026-12", 0.05m, sample: 40), default);

        Assert.Equal(
            [
                "overdue, due 3 December 2026: Call",
                "done, 2 December 2026: Acme Agency: Suspend the partner (Refund rate: 20 % in 2026-11, then 5 % in 2026-12)",
            ],
            mail.Sections.Single(section => section.Title == "What earlier reviews decided to do").Lines
        );
    }

    internal static StoredReview Review(string month) =>
        new()
        {
            Program = ReviewHost.Slug,
            Period = Period.Parse(month),
            Currency = "USD",
            MeasuredAt = Noon,
            Signals =
            [
                Signal("refund_rate", 0.2m, sample: 50) with
                {
                    Status = SignalStatus.Missed,
                },
                new Signal("business_signal", "net_revenue", 9_000, "amount", 50, null, SignalStatus.NoTarget),
            ],
            Scorecards = [new Scorecard(Partner, 40, 12, 10, 1_000, 4, 200) { Recommendation = "pause" }],
        };

    private static StoredReview WithRate(string month, decimal rate, int sample) =>
        Review(month) with
        {
            Signals = [Signal("refund_rate", rate, sample)],
            Scorecards = [],
        };

    private static Signal Signal(string metric, decimal? value, int sample) =>
        new("business_signal", metric, value, "share", sample, null, SignalStatus.NoTarget);

    private static ReviewAction Plan(string decision, string? kind, string? metric = null)
    {
        RecommendationDecision[] partners = kind is null
            ? []
            : [new(Partner, "pause", "change", kind, "gold", "Because") { Metric = metric }];
        var sent = new ReviewSubmission("owner@example.com", decision, partners, []) { Metric = metric };
        return Assert.Single(
            ReviewPlan.Of(
                Review("2026-11") with
                {
                    Submission = sent,
                },
                new ApprovalOutcome("review-2026-11", decision, "owner@example.com", "Because", null, Noon, Noon),
                new Person("Owner", "owner@example.com")
            )
        );
    }
}
