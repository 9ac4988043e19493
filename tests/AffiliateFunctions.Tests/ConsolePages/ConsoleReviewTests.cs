using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.ConsolePages.Reviews;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>The pages of reviews and signals: complete, with names, and by few requests to storage.</summary>
public sealed class ConsoleReviewTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 12;

    [Fact]
    public async Task A_program_without_reviews_says_what_to_do_next()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        Assert.Contains("Write the charter", await ListAsync(scene), StringComparison.Ordinal);
        Assert.Contains("No review was measured in these months", await SignalsAsync(scene), StringComparison.Ordinal);
        Assert.Contains("Nothing at this address", await ReviewAsync(scene, "2026-10"), StringComparison.Ordinal);
        Assert.Contains("Nothing at this address", await ReviewAsync(scene, "never"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reviews_are_listed_with_their_decisions_and_actions_beside_skipped_and_missing_months()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var reviews = new StoredReviews(scene);
        var now = scene.Host.Clock.GetUtcNow();
        await scene.Host.Get<ProgramStore>().PutCharterAsync(FeatureHost.Slug, Charters.OfThree, now, default);
        await reviews.SkipAsync("2026-06", coveredBy: "2026-07");
        await reviews.AddAsync("2026-07", measuredAt: now.AddDays(-90));
        await reviews.DecideAsync(
            "2026-07",
            "keep",
            StoredReviews.Action("done", now) with
            {
                DoneAt = now,
            },
            StoredReviews.Action("open", now.AddDays(1)),
            StoredReviews.Action("overdue", now.AddDays(-1))
        );
        await reviews.AddAsync("2026-08", measuredAt: now.AddDays(-6));
        await reviews.AddAsync("2026-09", measuredAt: now.AddDays(-1));

        var html = await ListAsync(scene);
        Assert.Equal(
            [
                "September 2026: Open, to be decided by 5 November 2026, –, None",
                "August 2026: Late, was due on 31 October 2026, –, None",
                "July 2026: Decided, Keep, owner@example.com, 1 November 2026, 1 overdue, 1 open, 1 done",
                "June 2026: Skipped by the cadence, covered by the review of July 2026, –, –",
                "May 2026: Missing, close the month by POST /api/programs/{slug}/cycles, or start a failed process "
                    + "again, –, –",
            ],
            ConsoleTables
                .RowsOf(html)
                .Select(row => $"{row[0]}: {string.Join(", ", row.Skip(1).Where((_, i) => i != 1))}")
        );
        Assert.Contains("href=\"/console/programs/demo/reviews/2026-08\"", html, StringComparison.Ordinal);
        var older = await ListAsync(scene, "?before=2026-07");
        Assert.Equal(["June 2026", "May 2026"], ConsoleTables.RowsOf(older).Select(row => row[0]));

        html = await ReviewAsync(scene, "2026-06");
        Assert.Contains("href=\"/console/programs/demo/reviews/2026-07\"", html, StringComparison.Ordinal);
        Assert.Contains("Go to the approvals", await ReviewAsync(scene, "2026-09"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_costs_at_most_twelve_requests_with_thousands_of_partners_and_two_years_of_reviews()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var reviews = new StoredReviews(scene);
        var partners = await PartnerRows.StoreAsync(scene, 2_000);
        var months = Period.Parse("2026-10");
        for (var back = 0; back < 24; back++, months = months.Previous)
        {
            await reviews.AddAsync(months.Value, partners: partners);
        }

        await reviews.DecideAsync(
            "2026-08",
            "keep",
            StoredReviews.Action("task", scene.Host.Clock.GetUtcNow().AddDays(9)) with
            {
                Metric = "scorecard.revenue",
                Before = 100,
                Partner = partners[0].Id,
            }
        );
        var html = await ReviewAsync(scene, "2026-10");
        Assert.Equal(200, ConsoleTables.RowsOf(html).Count);
        Assert.Contains("The first 200 of 2,000 partners", html, StringComparison.Ordinal);
        Assert.Contains(
            "Revenue of the partner: 1.00 USD in 2026-08, then 1,000.00 USD in 2026-09",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains(">Company 00000<", html, StringComparison.Ordinal);
        Assert.DoesNotContain("prt_", WithoutAddresses(html), StringComparison.Ordinal);
        await ListAsync(scene);
        await SignalsAsync(scene, "?months=12");
    }

    [Fact]
    public async Task A_decided_review_shows_signals_steps_actions_before_and_after_and_declined_recommendations()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var reviews = new StoredReviews(scene);
        var partners = await PartnerRows.StoreAsync(scene, 2);
        await reviews.AddAsync("2026-09", refunds: 0.2m, partners: partners);
        await reviews.DeclineAsync("2026-09", partners[1].Id, "They promised to change");
        await reviews.DecideAsync(
            "2026-09",
            "change",
            StoredReviews.Action("Talk to <b>all</b>", scene.Host.Clock.GetUtcNow()) with
            {
                Metric = "refund_rate",
                Before = 0.2m,
                BeforeSample = 50,
            }
        );
        await reviews.AddAsync("2026-10", refunds: 0.04m, partners: partners);

        var html = await ReviewAsync(scene, "2026-09");
        foreach (
            var text in new[]
            {
                "Declined for Company 00001",
                "suspend: They promised to change",
                "badge missed\">missed</span> <strong>Refund rate: 20 %",
                "target at most 10 %",
                "No step is late.",
                "Talk to &lt;b&gt;all&lt;/b&gt;",
            }
        )
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }

        html = await ReviewAsync(scene, "2026-10");
        Assert.Contains("Refund rate: 20 % in 2026-09, then 4 % in 2026-10", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_are_shown_over_the_reviews_with_definition_target_and_status()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var reviews = new StoredReviews(scene);
        await reviews.AddAsync("2026-03", refunds: 0.3m);
        await reviews.AddAsync("2026-07", first: "2026-05", refunds: 0.9m);
        await reviews.AddAsync("2026-09", refunds: 0.2m);
        await reviews.AddAsync("2026-10", refunds: 0.04m);

        var html = await SignalsAsync(scene);
        Assert.Contains("September 2026: Missed", html, StringComparison.Ordinal);
        Assert.Contains("their sums do not compare: 1.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("2026-03", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Refund rate: the values", html, StringComparison.Ordinal);
        Assert.Contains(SignalCatalog.Find("refund_rate")!.Formula, System.Net.WebUtility.HtmlDecode(html));
        Assert.Contains("at most 10 %", html, StringComparison.Ordinal);
        Assert.Contains("badge ok\">Reached</span>", html, StringComparison.Ordinal);
        Assert.Contains("March 2026: Missed", await SignalsAsync(scene, "?months=12"), StringComparison.Ordinal);
    }

    private static string WithoutAddresses(string html) =>
        System.Text.RegularExpressions.Regex.Replace(html, "href=\"[^\"]*\"", string.Empty);

    private static Task<string> ListAsync(ConsoleScene scene, string query = "") =>
        OpenAsync<ShowConsoleReviews>(scene, query, (function, request) => function.RunAsync(request, "demo", default));

    private static Task<string> SignalsAsync(ConsoleScene scene, string query = "") =>
        OpenAsync<ShowConsoleSignals>(scene, query, (function, request) => function.RunAsync(request, "demo", default));

    private static Task<string> ReviewAsync(ConsoleScene scene, string period) =>
        OpenAsync<ShowConsoleReview>(
            scene,
            string.Empty,
            (function, request) => function.RunAsync(request, "demo", period, default)
        );

    private static async Task<string> OpenAsync<T>(
        ConsoleScene scene,
        string query,
        Func<T, HttpRequest, Task<IResult>> call
    )
    {
        var (_, html) = await scene.OpenAsync("RunAsync", query, call);
        Assert.True(scene.Requests is >= 1 and <= MaxRequests, $"{typeof(T).Name}: {scene.Requests} requests.");
        return html;
    }
}
