using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Pages.Mails;
using Affiliate.Pages.Models;
using AffiliateFunctions.Governance;
using AffiliateFunctions.PerformanceReview;
using Testing;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>The e-mail of a review says first what to decide, and names companies, never ids.</summary>
public sealed class ReviewMailTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset November = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_mail_has_the_decision_then_what_changed_then_the_signals_with_their_status_in_words()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), November);
        await host.AddPartnerAsync("prt_p0", November, "Acme Agency");

        var mail = await host.Get<ReviewMail>().OfAsync(await host.ProgramAsync(), Review(), default);

        Assert.Equal(
            [
                "Please decide how the program goes on after October 2026: keep it as it is, change something, pause it or scale it. "
                    + "2 partners need a decision.",
                "Of 3 targets 1 is missed and 1 has too few observations. Net revenue: 90.00 USD.",
            ],
            mail.Opening
        );
        Assert.Equal(
            [
                "What changed: Refund rate: 20 %, before 5 %; Net revenue: 90.00 USD, before 100.00 USD",
                "Signals: Missed: Refund rate 20 %, target at most 10 % (50 observed); "
                    + "Too few samples: Renewal rate no data, target at least 50 % (0 observed); "
                    + "Reached: Conversion rate 4 %, target at least 2 % (90 observed)",
                "Partners that need a decision: Acme Agency: suspend, because refunds is at least 3.; "
                    + "A former partner: coach by e-mail, because sales is at most 1.",
                "Where work waits: Decide held commission, owner@example.com: 2 wait now, the oldest for 4 days (Acme "
                    + "Agency); nine of ten were done within 30.5 hours. Of its 3 days, 1 exceeds them now and none did "
                    + "before.; Approve payouts, finance@example.com: nothing waits now; nine of ten were done within "
                    + "5.1 days. Of its 3 days, none exceeds them now and 7 did before.",
                "Governance breaches: There is no review of 2026-09, although the charter demands one.",
            ],
            mail.Sections.Select(section => $"{section.Title}: {string.Join("; ", section.Lines)}")
        );
        Assert.DoesNotContain(
            mail.Sections.SelectMany(section => section.Lines),
            line => line.Contains("prt_", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_review_without_late_steps_says_so_and_one_that_was_stored_without_steps_says_nothing()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), November);
        await host.CloseAsync("2026-11");
        var review = (await host.ReviewAsync("2026-11"))!;

        Assert.Equal([StepText.None], StepText.LinesOf(review, _ => "A partner"));
        var packet = await host.Get<ReviewPackets>().OfAsync(await host.ProgramAsync(), review, form: null, default);
        Assert.Equal(["No step is late."], packet.Steps);
        Assert.Empty(StepText.LinesOf(review with { WorstSteps = null }, _ => "A partner"));
    }

    [Fact]
    public async Task The_mail_of_a_first_review_says_that_there_is_nothing_to_compare_with()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), November);
        var request = await host.CloseAsync("2026-11");
        var stored = await host.Get<ReviewMail>()
            .OfAsync(await host.ProgramAsync(), (await host.ReviewAsync("2026-11"))!, default);

        Assert.Equal(["There is no earlier review to compare with."], stored.Sections[0].Lines);
        Assert.Equal(["The charter sets no targets."], stored.Sections[1].Lines);
        Assert.StartsWith("The charter sets no targets. Net revenue: ", stored.Opening[1], StringComparison.Ordinal);

        // What the orchestration keeps names nobody.
        Assert.Null(request!.Mail);
        Assert.Empty(request.Facts);
    }

    [Theory]
    [InlineData(1, 0, 0, "The only target is reached.")]
    [InlineData(0, 1, 0, "The only target is missed.")]
    [InlineData(0, 0, 1, "The only target has too few observations.")]
    [InlineData(3, 0, 0, "Of 3 targets none is missed and none has too few observations.")]
    [InlineData(0, 2, 3, "Of 5 targets 2 are missed and 3 have too few observations.")]
    public void The_targets_of_a_review_are_counted_in_words(int met, int missed, int few, string sentence)
    {
        var review = Review() with
        {
            Signals =
            [
                .. Enumerable.Repeat(With(SignalStatus.Met), met),
                .. Enumerable.Repeat(With(SignalStatus.Missed), missed),
                .. Enumerable.Repeat(With(SignalStatus.TooFew), few),
            ],
        };

        Assert.Equal($"{sentence} Net revenue: no data.", ReviewText.SummaryOf(review));

        static Signal With(SignalStatus status) =>
            Judged("refund_rate", 0.1m, 0.2m, "at_most", status, 50, before: null);
    }

    [Fact]
    public void The_text_of_a_mail_has_its_details_after_the_link()
    {
        var text = EmailText.Of(
            new EmailMessage
            {
                Kind = EmailKind.ApprovalAsked,
                Subject = "Review",
                Brand = new Brand("Program"),
                Recipient = "Olive",
                Paragraphs = ["Please decide."],
                Link = new EmailLink("Review and decide", "https://example.com/approve/t"),
                Details = [new EmailDetails("Signals", ["Missed: Refund rate 20 %"])],
            }
        );
        Assert.Contains(
            "https://example.com/approve/t\n\nSignals\n-------\n- Missed: Refund rate 20 %\n",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cohorts_are_by_month_of_approval_with_the_fewest_active_partners_first()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), November);
        await host.AddPartnerAsync("prt_p0", November.AddMonths(-2));
        await host.AddPartnerAsync("prt_p1", November.AddMonths(-2));
        await host.AddPartnerAsync("prt_p2", November.AddMonths(-3));
        await host.AddPartnerAsync("prt_p3", November.AddMonths(2));
        await host.SellAsync("s1", November.AddDays(2));

        await host.CloseAsync("2026-11");

        Assert.Equal(
            [
                new Cohort(Period.Parse("2026-08"), 1, 0, 0, 0, 0, 0),
                new Cohort(Period.Parse("2026-09"), 2, 0, 1, 1, 10_000, 0),
            ],
            (await host.ReviewAsync("2026-11"))!.Cohorts
        );
    }

    private static StoredReview Review() =>
        new()
        {
            Program = ReviewHost.Slug,
            Period = Period.Parse("2026-10"),
            Currency = "USD",
            MeasuredAt = November,
            Signals =
            [
                Judged("refund_rate", 0.2m, 0.1m, "at_most", SignalStatus.Missed, 50, before: 0.05m),
                Judged("conversion_rate", 0.04m, 0.02m, "at_least", SignalStatus.Met, 90, before: 0.04m),
                Judged("renewal_rate", null, 0.5m, "at_least", SignalStatus.TooFew, 0, before: null),
                new Signal("business_signal", "net_revenue", 9_000, "amount", 50, null, SignalStatus.NoTarget)
                {
                    Trend =
                    [
                        new TrendPoint(Period.Parse("2026-09"), 10_000),
                        new TrendPoint(Period.Parse("2026-10"), 9_000),
                    ],
                },
            ],
            Scorecards =
            [
                Card("prt_gone", "coach", "sales is at most 1"),
                Card("prt_p0", "pause", "refunds is at least 3"),
                Card("prt_p1", null, null),
            ],
            WorstSteps =
            [
                new WorstStep(
                    "holds",
                    "decide_held_commission",
                    new ResponsiblePerson("owner@example.com"),
                    Waiting: 2,
                    OldestHours: 96,
                    PartnerId.Parse("prt_p0"),
                    P90Hours: 30.5m,
                    SlaHours: 72,
                    WaitingTooLong: 1,
                    DoneTooLate: 0
                ),
                new WorstStep(
                    "payouts",
                    "approve_payouts",
                    new ResponsiblePerson("finance@example.com"),
                    Waiting: 0,
                    OldestHours: null,
                    OldestPartner: null,
                    P90Hours: 122,
                    SlaHours: 72,
                    WaitingTooLong: 0,
                    DoneTooLate: 7
                ),
            ],
            Breaches = ["There is no review of 2026-09, although the charter demands one."],
        };

    private static Signal Judged(
        string metric,
        decimal? value,
        decimal target,
        string direction,
        SignalStatus status,
        int sample,
        decimal? before
    ) =>
        new("business_signal", metric, value, "share", sample, target, status)
        {
            Direction = direction,
            MinSample = 10,
            Trend = [new TrendPoint(Period.Parse("2026-09"), before), new TrendPoint(Period.Parse("2026-10"), value)],
        };

    private static Scorecard Card(string partner, string? recommendation, string? why) =>
        new(PartnerId.Parse(partner), 10, 5, 4, 1_000, 1, 100) { Recommendation = recommendation, Why = why };
}
