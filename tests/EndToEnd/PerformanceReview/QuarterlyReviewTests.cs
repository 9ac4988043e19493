using System.Net;
using System.Text.Json;
using EndToEnd.Payouts;

namespace EndToEnd.PerformanceReview;

/// <summary>A program with a quarterly cadence: no month is silent, and a review that is missing is noticed.</summary>
public sealed class QuarterlyReviewTests
{
    private const string Charter = """
        {
          "business_question": "Do partners bring customers that stay?",
          "owner": {"name": "Program owner", "email": "owner@example.com"},
          "backup_owner": {"name": "Backup owner", "email": "backup@example.com"},
          "finance": {"name": "Finance", "email": "finance@example.com"},
          "input_sources": [{"kind": "billing", "name": "Stripe", "owner": "Finance"}],
          "workflow": [{"step": "application", "owner": "Program owner", "sla_hours": 48}],
          "quality_signals": [{"metric": "refund_rate", "target": 0.05, "direction": "at_most", "min_sample": 1}],
          "review_cadence": "quarterly"
        }
        """;

    [Fact]
    public async Task A_missing_review_degrades_the_health_and_the_third_month_of_a_quarter_covers_the_two_skipped_ones()
    {
        await using var app = await App.StartInMemoryAsync();
        var year = (await app.Running.NowAsync()).Year + 2;
        await app.Running.SkipToAsync(new DateTimeOffset(year - 1, 12, 2, 0, 0, 0, TimeSpan.Zero));
        var slug = await app.BeginPilotAsync();
        await app.PutAsync($"/api/programs/{slug}/charter", Charter);
        var partner = await app.SignUpAsync(slug);

        // December still has the monthly cadence, and its cycle does not run for five days.
        await SkipToAsync(1, 2);
        Assert.DoesNotContain("missing_reviews", await ReasonsAsync());
        await SkipToAsync(1, 5);
        Assert.Contains("missing_reviews", await ReasonsAsync());
        Assert.Equal([($"{year - 1}-12", "missing", null)], await ReviewsAsync());
        await CloseAsync($"{year - 1}-12");
        await SkipToAsync(1, 6);
        Assert.DoesNotContain("missing_reviews", await ReasonsAsync());

        await SellAsync("january");
        await SkipToAsync(2, 2);
        await CloseAsync($"{year}-01");
        await SellAsync("february");
        await SkipToAsync(3, 2);
        await CloseAsync($"{year}-02");
        Assert.DoesNotContain("missing_reviews", await ReasonsAsync());
        Assert.Equal(
            [
                ($"{year}-02", "skipped_by_cadence", $"{year}-03"),
                ($"{year}-01", "skipped_by_cadence", $"{year}-03"),
                ($"{year - 1}-12", "decided", null),
            ],
            await ReviewsAsync()
        );
        using var none = await app.Http.GetAsync(new Uri($"/api/programs/{slug}/reviews/{year}-02", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal(
            $"{year}-02 has no review of its own, because the charter's cadence is quarterly: the review of {year}-03 "
                + "covers it.",
            (await App.ReadProblemAsync(none)).Detail
        );

        await SellAsync("march");
        await SkipToAsync(4, 2);
        await CloseAsync($"{year}-03");
        var mail = await app.Outbox.LastAsync(App.Owner, $"January {year} to March {year}");
        Assert.Contains("Where work waits", mail.Text, StringComparison.Ordinal);
        var review = await app.GetAsync($"/api/programs/{slug}/reviews/{year}-03");
        Assert.Equal($"{year}-01", review.GetProperty("first_month").GetString());
        var card = Assert.Single(review.GetProperty("scorecards").EnumerateArray());
        Assert.Equal(
            (partner.Id, 3, 30_000, 6_000, "keep"),
            (
                card.GetProperty("partner").GetString(),
                card.GetProperty("sales").GetInt32(),
                card.GetProperty("net_revenue").GetInt32(),
                card.GetProperty("commission").GetInt32(),
                card.GetProperty("recommendation").GetString()
            )
        );
        Assert.Equal((0.8m, 0), (card.GetProperty("margin").GetDecimal(), card.GetProperty("renewals").GetInt32()));
        Assert.Equal(3, review.GetProperty("medians").GetProperty("sales").GetDecimal());

        Task SkipToAsync(int month, int day) =>
            app.Running.SkipToAsync(new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero));

        async Task CloseAsync(string period)
        {
            await app.PostAsync($"/api/programs/{slug}/cycles", $$"""{"period": "{{period}}"}""");
            await app.Running.WhenIdleAsync();
        }

        async Task<IEnumerable<string?>> ReasonsAsync() =>
            (await app.GetAsync("/api/health")).TryGetProperty("reasons", out var reasons)
                ? reasons.EnumerateArray().Select(reason => reason.GetString())
                : [];

        async Task<IEnumerable<(string?, string?, string?)>> ReviewsAsync() =>
            (await app.GetAsync($"/api/programs/{slug}/reviews"))
                .GetProperty("data")
                .EnumerateArray()
                .Select(line => (Text(line, "period"), Text(line, "status"), Text(line, "covered_by")));

        Task SellAsync(string id) => new ProgramMonth(app, slug).SellAsync(partner, id, 10_000);
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
