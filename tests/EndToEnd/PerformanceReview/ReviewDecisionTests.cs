using System.Net;
using System.Text.Json;

namespace EndToEnd.PerformanceReview;

/// <summary>What a review decides really happens: partners are changed, and the program is paused.</summary>
public sealed class ReviewDecisionTests
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "review": {"pause_at": {"field": "scorecard.sales", "op": "gte", "value": 2},
                   "promote_at": {"field": "scorecard.sales", "op": "gte", "value": 1}}
        """;

    [Fact]
    public async Task Recommendations_are_decided_by_link_and_carried_out_and_a_paused_program_tells_its_partners()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.AdvanceToNextMonthAsync();
        var slug = await app.BeginPilotAsync(rules: Rules);
        var program = app.Program(slug);
        var (first, second) = (await app.SignUpAsync(slug), await app.SignUpAsync(slug, "Other Agency"));
        await SellAsync("s1", first.Code);
        await SellAsync("s2", first.Code);
        await SellAsync("s3", second.Code);
        var period = $"{await app.Running.NowAsync():yyyy-MM}";
        await app.AdvanceToNextMonthAsync();
        await app.PostAsync($"/api/programs/{slug}/cycles", $$"""{"period": "{{period}}"}""");

        var link = (await app.Outbox.LastAsync(App.Owner, "Review of")).Link("/approve/");
        var page = await app.Anonymous.GetStringAsync(link);
        Assert.True(
            page.IndexOf("Acme Agency", StringComparison.Ordinal)
                < page.IndexOf("Other Agency", StringComparison.Ordinal)
        );
        Assert.Contains("sales 2 is at least 2", page, StringComparison.Ordinal);
        using var decided = await app.PostFormAsync(
            link,
            ("decision", "pause"),
            ("reason", "We look at the refunds first."),
            ($"choice_{first.Id}", "accept"),
            ($"choice_{second.Id}", "accept"),
            ($"group_{second.Id}", "gold"),
            ("task1", "Ask the customers"),
            ("owner1", "sam@example.com"),
            ("due1", $"{(await app.Running.NowAsync()).AddDays(9):yyyy-MM-dd}"),
            ("metric1", "refund_rate")
        );
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        await app.Running.WhenIdleAsync();

        Assert.Equal([("suspended", "default"), ("active", "default")], await GroupsAsync());
        await app.Outbox.LastAsync(second.Email, "Your group in");
        Assert.Equal("paused", (await app.GetAsync($"/api/programs/{slug}")).GetProperty("stage").GetString());
        await app.Outbox.LastAsync(second.Email, "is paused");
        await app.Outbox.LastAsync("sam@example.com", "A task of the review");
        var review = await app.GetAsync($"/api/programs/{slug}/reviews/{period}");
        Assert.Equal([("pause_program", true), ("pause", true), ("promote", false), ("task", false)], DoneOf(review));

        var task = (await app.Outbox.LastAsync("sam@example.com", "A task of the review")).Link("/review-actions/");
        Assert.Contains("Refund rate", await app.Anonymous.GetStringAsync(task), StringComparison.Ordinal);
        using var reported = await app.PostFormAsync(task, ("result", "They like it."));
        Assert.Contains(
            "the next review shows it",
            await reported.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        await app.Running.SkipAsync(TimeSpan.FromDays(15));
        Assert.Equal([("suspended", "default"), ("active", "gold")], await GroupsAsync());
        Assert.Equal(
            [("pause_program", true), ("pause", true), ("promote", true), ("task", true)],
            DoneOf(await app.GetAsync($"/api/programs/{slug}/reviews/{period}"))
        );

        async Task<IEnumerable<(string, string)>> GroupsAsync()
        {
            var partners = await program.PartnersAsync();
            return new[] { first.Id, second.Id }
                .Select(id => partners.Single(partner => partner.Id == id))
                .Select(partner => (partner.Status, partner.Group));
        }

        static IEnumerable<(string?, bool)> DoneOf(JsonElement review) =>
            review
                .GetProperty("actions")
                .EnumerateArray()
                .Select(action => (action.GetProperty("kind").GetString(), action.TryGetProperty("done_at", out _)));

        async Task SellAsync(string id, string code)
        {
            await app.PostAsync(
                $"/api/programs/{slug}/track/sale",
                $$"""{"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{id}}"}, "amount": 10000, "currency": "USD", "code": "{{code}}"}"""
            );
            await app.Running.WhenIdleAsync();
        }
    }
}
