using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Testing;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>Groups change after a notice, and tasks are reported by link.</summary>
public sealed class ReviewFollowUpTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Partner = "prt_p0";

    private static readonly DateTimeOffset Decided = new(2026, 11, 3, 10, 0, 0, TimeSpan.Zero);
    private static readonly Person Sam = new("Sam", "sam@example.com");

    [Fact]
    public async Task A_partner_is_told_at_once_and_changes_its_group_after_the_notice()
    {
        await using var host = await StartAsync(Move());

        await CarryOutAsync(host);
        await CarryOutAsync(host);
        Assert.Equal(("default", "planned"), (await GroupAsync(host), await StatusAsync(host)));
        var mail = Assert.Single(host.Emails.Sent);
        Assert.Equal($"{Partner}@example.org", mail.To);
        Assert.Equal("Your group in Partner program changes on 17 November 2026", mail.Subject);

        await FollowUpOnAsync(host, Decided.AddDays(13));
        Assert.Equal("default", await GroupAsync(host));

        await FollowUpOnAsync(host, Decided.AddDays(14).AddHours(1));
        await FollowUpOnAsync(host, Decided.AddDays(15));
        Assert.Equal(("gold", "done"), (await GroupAsync(host), await StatusAsync(host)));
        Assert.Single(host.Emails.Sent);
    }

    [Fact]
    public async Task A_planned_change_is_cancelled_if_the_partner_is_closed()
    {
        await using var host = await StartAsync(Move());
        await CarryOutAsync(host);
        await host.ChangePartnerAsync(Partner, partner => partner with { Status = PartnerStatus.Closed });

        await FollowUpOnAsync(host, Decided.AddDays(2));
        await FollowUpOnAsync(host, Decided.AddDays(20));

        Assert.Equal(("default", "cancelled"), (await GroupAsync(host), await StatusAsync(host)));
        Assert.Equal("The partner has left the program: the group does not change.", (await ActionAsync(host)).Result);
    }

    [Theory]
    [InlineData("coach", "The partner has left the program: nobody is coached.")]
    [InlineData("promote", "The partner has left the program: the group does not change.")]
    public async Task An_action_for_a_partner_who_has_left_is_cancelled_and_nobody_is_told(string kind, string result)
    {
        await using var host = await StartAsync(Move() with { Kind = kind });
        await host.ChangePartnerAsync(Partner, partner => partner with { Status = PartnerStatus.Closed });

        await CarryOutAsync(host);

        Assert.Equal(("cancelled", result), (await StatusAsync(host), (await ActionAsync(host)).Result));
        Assert.Empty(host.Emails.Sent);
    }

    [Theory]
    [InlineData(true, 1, "done", "The partner was coached by e-mail.")]
    [InlineData(
        false,
        0,
        "open",
        "The partner has switched off such e-mails: please talk to the partner, and report that here."
    )]
    public async Task A_partner_is_coached_by_e_mail_unless_it_has_switched_that_off(
        bool isWanted,
        int sent,
        string status,
        string result
    )
    {
        await using var host = await StartAsync(Move() with { Kind = "coach", PlannedFor = null });
        await host.ChangePartnerAsync(
            Partner,
            partner => partner with { Notifications = new PartnerNotifications(Coaching: isWanted) }
        );

        await CarryOutAsync(host);

        Assert.Equal(sent, host.Emails.Sent.Count);
        Assert.Equal((status, result), (await StatusAsync(host), (await ActionAsync(host)).Result));
    }

    [Fact]
    public async Task The_owner_of_a_task_is_asked_with_a_link_and_reminded_once_on_its_day()
    {
        await using var host = await StartAsync(Task());
        await CarryOutAsync(host);

        for (var day = 1; day < 30; day++)
        {
            await FollowUpOnAsync(host, new DateTimeOffset(Decided.AddDays(day).Date.AddHours(7), TimeSpan.Zero));
        }

        Assert.Equal(
            [
                "A task of the review of Partner program",
                "Due on 20 November 2026: a task of the review of Partner program",
            ],
            host.Emails.Sent.Select(mail => mail.Subject)
        );
        Assert.All(host.Emails.Sent, mail => Assert.Contains("/review-actions/", mail.Text, StringComparison.Ordinal));
        Assert.Contains("Refund rate, 20 % in 2026-10", host.Emails.Sent[0].Text, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 7, 0, 0, TimeSpan.Zero), (await ActionAsync(host)).RemindedAt);
        Assert.Equal("overdue", await StatusAsync(host));
    }

    [Fact]
    public async Task A_task_that_is_reported_is_done_and_nobody_is_reminded()
    {
        await using var host = await StartAsync(Task());
        await CarryOutAsync(host);
        var reports = host.Get<ReviewActionReports>();

        var first = await reports.StoreAsync(ReviewHost.Slug, Period.Parse("2026-10"), "2026-10-1", " Live. ", default);
        var second = await reports.StoreAsync(ReviewHost.Slug, Period.Parse("2026-10"), "2026-10-1", "Again", default);
        await FollowUpOnAsync(host, Decided.AddDays(17));

        Assert.Equal(("Live.", "Live."), (first.Result, second.Result));
        Assert.Equal("done", await StatusAsync(host));
        Assert.Single(host.Emails.Sent);
    }

    [Fact]
    public async Task A_task_that_was_cancelled_while_it_was_carried_out_stays_cancelled()
    {
        await using var host = await StartAsync(Task() with { CancelledAt = Decided });

        await CarryOutAsync(host);

        var action = await ActionAsync(host);
        Assert.Equal((null, null, Decided), (action.Result, action.DoneAt, action.CancelledAt));
    }

    [Fact]
    public async Task A_link_of_another_task_or_of_a_changed_one_reports_nothing()
    {
        await using var host = await StartAsync(Task());
        var links = host.Get<ReviewActionLinks>();
        var changed = links.AddressFor(ReviewHost.Slug, Period.Parse("2026-10"), Task() with { Text = "Another task" });
        var report = host.Function<ReportReviewAction>();

        foreach (var token in new[] { changed.Split('/')[^1], "none" })
        {
            var context = new DefaultHttpContext();
            var answer = await report.ShowReviewAction(context.Request, token, default);
            await answer.ExecuteAsync(context);
            Assert.Equal(StatusCodes.Status400BadRequest, context.Response.StatusCode);
        }
    }

    private static ReviewAction Move() =>
        new("2026-10-1", "promote", "Move the partner to the group gold", Sam, Decided.AddDays(15), "net_revenue", 5)
        {
            Partner = PartnerId.Parse(Partner),
            Group = "gold",
            PlannedFor = Decided.AddDays(14),
        };

    private static ReviewAction Task() =>
        new(
            "2026-10-1",
            "task",
            "Improve the landing page",
            Sam,
            new DateTimeOffset(2026, 11, 20, 23, 59, 59, TimeSpan.Zero),
            "refund_rate",
            0.2m
        );

    private async Task<ReviewHost> StartAsync(ReviewAction action)
    {
        var host = await ReviewHost.StartAsync(azurite.TakeAccount(), Decided);
        await host.AddPartnerAsync(Partner, Decided.AddMonths(-1));
        var review = new StoredReview
        {
            Program = ReviewHost.Slug,
            Period = Period.Parse("2026-10"),
            Currency = "USD",
            MeasuredAt = Decided.AddDays(-2),
            Signals = [new Signal("business_signal", "refund_rate", 0.2m, "share", 50, null, SignalStatus.NoTarget)],
            Scorecards = [],
        };
        var reviews = host.Get<ReviewStore>();
        await reviews.AddAsync(review, default);
        await reviews.DecideAsync(
            review.Program,
            review.Period,
            new ReviewOutcome("keep", "owner@example.com", null, null, Decided),
            _ => [action],
            default
        );
        return host;
    }

    private static Task CarryOutAsync(ReviewHost host) =>
        host.Function<CarryOutReviewAction>()
            .RunAsync(
                new CarryOutReviewAction.Input(new ReviewKey(ReviewHost.Slug, Period.Parse("2026-10")), "2026-10-1"),
                host.Get<DurableTaskClient>(),
                default
            );

    private static Task FollowUpOnAsync(ReviewHost host, DateTimeOffset time)
    {
        host.MoveTo(time);
        return host.Function<FollowUpReviews>().RunAsync(new TimerInfo(), default);
    }

    private static async Task<string> GroupAsync(ReviewHost host) =>
        (await host.Get<IPartners>().FindAsync(ReviewHost.Slug, PartnerId.Parse(Partner), default))!.Group;

    private static async Task<ReviewAction> ActionAsync(ReviewHost host) =>
        (await host.ReviewAsync("2026-10"))!.Actions.Single();

    private static async Task<string> StatusAsync(ReviewHost host) =>
        (await ActionAsync(host)).StatusAt(host.Clock.GetUtcNow());
}
