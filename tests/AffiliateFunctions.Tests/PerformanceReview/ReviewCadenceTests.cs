using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.PerformanceReview;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Testing;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>A program with a quarterly cadence has a review of each quarter, and no month is silent.</summary>
public sealed class ReviewCadenceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset October = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_third_month_of_a_quarter_is_reviewed_with_the_two_before_it()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October, "quarterly");
        await host.SellAsync("s1", October.AddDays(3));
        await host.SellAsync("s2", October.AddDays(40), amount: 5_000);
        await host.SellAsync("s3", October.AddDays(70), amount: 2_000);

        Assert.Null(await host.CloseAsync("2026-10"));
        Assert.Null(await host.CloseAsync("2026-11"));
        var request = await host.CloseAsync("2026-12");

        Assert.Equal("review-2026-12", request!.Id);
        var review = (await host.ReviewAsync("2026-12"))!;
        Assert.Equal(
            (17_000m, 3),
            review.Signals.Where(s => s.Metric == "net_revenue").Select(s => (s.Value!.Value, s.Sample)).Single()
        );
        Assert.Equal((17_000, 3), review.Scorecards.Select(card => (card.Revenue, card.Sales)).Single());
        Assert.Equal(
            ["2025-09", "2025-12", "2026-03", "2026-06", "2026-09", "2026-12"],
            review.Signals[0].Trend.Select(point => point.Period.Value)
        );
    }

    [Fact]
    public async Task A_skipped_month_says_why_and_which_review_covers_it()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October, "quarterly");
        await host.CloseAsync("2026-10");
        await host.CloseAsync("2026-10");

        var skipped = await host.Get<ReviewStore>().FindSkippedAsync(ReviewHost.Slug, Period.Parse("2026-10"), default);
        Assert.Equal(
            "2026-10 has no review of its own, because the charter's cadence is quarterly: the review of 2026-12 covers it.",
            skipped!.Sentence
        );
        Assert.Null(await host.ReviewAsync("2026-10"));
        Assert.True((await host.Get<IAuditVerification>().VerifyNewAsync(ReviewHost.Slug, default)).Records > 0);
        Assert.False(await IsMissingAsync(host));
    }

    [Fact]
    public async Task The_trend_of_a_quarter_is_that_of_quarters()
    {
        await using var host = await ReviewHost.StartAsync(
            azurite.TakeAccount(),
            new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
            "quarterly"
        );
        await host.SellAsync("s1", October.AddDays(-40));
        await host.CloseAsync("2026-09");
        await host.SellAsync("s2", October.AddDays(40), amount: 4_000);
        await host.CloseAsync("2026-12");

        var revenue = (await host.ReviewAsync("2026-12"))!.Signals.Single(signal => signal.Metric == "net_revenue");
        Assert.Equal([10_000m, 4_000m], revenue.Trend.TakeLast(2).Select(point => point.Value));
        Assert.Equal(-6_000, revenue.Change);
    }

    [Fact]
    public async Task Another_cadence_applies_from_the_next_month()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.PutCadenceAsync("quarterly");

        Assert.NotNull(await host.CloseAsync("2026-10"));
        Assert.Null(await host.CloseAsync("2026-11"));
        Assert.Equal("2026-11 to 2026-12", (await ReviewOf(host, "2026-12")).Span.ToString());

        await host.PutCadenceAsync("monthly");
        Assert.Null(await host.CloseAsync("2027-01"));
        Assert.Equal("2027-01 to 2027-02", (await ReviewOf(host, "2027-02")).Span.ToString());
    }

    [Fact]
    public async Task A_month_without_the_review_that_it_should_have_is_a_breach_of_health_process_and_the_next_packet()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October.AddMonths(-6));
        foreach (var month in new[] { "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09" })
        {
            await host.CloseAsync(month);
        }

        // October has no cycle. September's review is not decided.
        host.MoveTo(October.AddMonths(1).AddDays(1));
        await host.Function<CheckReviews>().RunAsync(new TimerInfo(), default);
        var process = host.Function<ReviewProcess>();
        Assert.Empty(
            await WaitingAsync(process).Where(run => host.Clock.GetUtcNow() - run > TimeSpan.FromDays(2)).ToListAsync()
        );

        host.MoveTo(October.AddMonths(1).AddDays(3));
        await host.Function<CheckReviews>().RunAsync(new TimerInfo(), default);
        Assert.True(await IsMissingAsync(host));
        Assert.Equal(
            [new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)],
            await WaitingAsync(process).ToListAsync()
        );

        await host.CloseAsync("2026-11");
        Assert.Equal(
            [
                "The review of 2026-08 waits for its decision since 1 September 2026.",
                "The review of 2026-09 waits for its decision since 1 October 2026.",
                "There is no review of 2026-10, although the charter demands one.",
            ],
            (await host.ReviewAsync("2026-11"))!.Breaches.Where(breach =>
                breach.Contains("review of 2026", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task A_review_that_ended_without_a_person_is_a_breach_of_the_next_packet()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.CloseAsync("2026-10");
        host.MoveTo(October.AddMonths(1).AddDays(6));
        await host.Function<CheckReviews>().RunAsync(new TimerInfo(), default);
        await DecideAsync(host, "2026-10", "rule:expiry");

        // Its e-mails have reminded and escalated: the health of the app has nothing to add.
        Assert.False(await IsMissingAsync(host));
        await host.CloseAsync("2026-11");
        Assert.Contains(
            "Nobody decided the review of 2026-10: it ended as \"keep\" on 7 November 2026.",
            (await host.ReviewAsync("2026-11"))!.Breaches
        );
    }

    [Fact]
    public async Task A_review_that_was_stored_without_its_head_is_listed_as_others_are()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.SellAsync("s1", October.AddDays(3));
        await host.CloseAsync("2026-10");
        await host.CloseAsync("2026-11");
        var rows = host.Get<StorageTables>()[ReviewStore.Table];
        var row = (await rows.GetEntityAsync<TableEntity>(ReviewHost.Slug.Value, "review:2026-10")).Value;
        row.RemoveText("head");
        await rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        var heads = await host.Get<ReviewStore>().HeadsAsync(ReviewHost.Slug, default).ToListAsync();
        Assert.Equal(["2026-10", "2026-11"], heads.Select(head => head.Period.Value));
        foreach (var head in heads)
        {
            var review = (await host.ReviewAsync(head.Period.Value))!;
            Assert.Equal(
                review.Signals.Select(signal => (signal.Metric, signal.Value)),
                head.Signals.Select(signal => (signal.Metric, signal.Value))
            );
            Assert.Equal((review.MeasuredAt, review.Currency), (head.MeasuredAt, head.Currency));
        }

        // A decision is stored with the head.
        await DecideAsync(host, "2026-10", "owner@example.com");
        heads = await host.Get<ReviewStore>().RecentHeadsAsync(ReviewHost.Slug, default).ToListAsync();
        Assert.Equal(["owner@example.com", null], heads.Select(head => head.Decision?.Actor));
    }

    [Fact]
    public async Task A_month_is_through_when_its_review_is_decided_or_skipped()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October, cadence: "quarterly");
        var reviews = host.Get<IReviewedMonths>();
        var through = new List<string>();
        foreach (var month in new[] { "2026-10", "2026-11", "2026-12" })
        {
            await host.CloseAsync(month);
            if (await reviews.IsDecidedAsync(ReviewHost.Slug, Period.Parse(month), default))
            {
                through.Add(month);
            }
        }

        Assert.Equal(["2026-10", "2026-11"], through);
        Assert.Equal(["2026-10", "2026-11"], host.Listener.Ended.Select(month => month.Value));

        await DecideAsync(host, "2026-12", "owner@example.com");
        Assert.True(await reviews.IsDecidedAsync(ReviewHost.Slug, Period.Parse("2026-12"), default));
        Assert.Equal(["2026-10", "2026-11", "2026-12"], host.Listener.Ended.Select(month => month.Value));
    }

    private static async Task<StoredReview> ReviewOf(ReviewHost host, string month)
    {
        await host.CloseAsync(month);
        return (await host.ReviewAsync(month))!;
    }

    private static async Task DecideAsync(ReviewHost host, string month, string actor)
    {
        var now = host.Clock.GetUtcNow();
        await host.Function<RecordReviewDecision>()
            .RunAsync(
                new RecordReviewDecision.Input(
                    new ReviewKey(ReviewHost.Slug, Period.Parse(month)),
                    new AffiliateFunctions.Approvals.ApprovalOutcome(
                        $"review-{month}",
                        "keep",
                        actor,
                        null,
                        null,
                        now,
                        now
                    )
                ),
                default
            );
    }

    private static Task<bool> IsMissingAsync(ReviewHost host) => host.Get<MissingReviews>().IsPresentAsync(default);

    private static IAsyncEnumerable<DateTimeOffset> WaitingAsync(ReviewProcess process) =>
        process
            .RunsAsync(ReviewHost.Slug, DateTimeOffset.UnixEpoch, default)
            .Where(run => run.EndedAt is null)
            .Select(run => run.BeganAt);
}
