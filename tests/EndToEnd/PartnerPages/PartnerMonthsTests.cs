using System.Net;
using EndToEnd.Payouts;
using Testing;

namespace EndToEnd.PartnerPages;

/// <summary>
/// A partner over nine months: what its group and its certification decide, and what its pages show of them.
/// </summary>
public sealed class PartnerMonthsTests
{
    private const string ByGroup = """
        "commissions": [{"id": "expert", "on": "sale", "pay": {"percent": "25"},
                         "when": {"field": "partner.certifications.expert", "op": "equals", "value": true}},
                        {"id": "share", "on": "sale", "pay": {"percent": "20"}}],
        "select": "first", "hold_days": 30, "groups": {"gold": {"hold_days": 5}}
        """;

    [Fact]
    public async Task Months_are_shown_eight_at_a_time_and_groups_and_certifications_decide_what_is_paid_when()
    {
        await using var app = await App.StartInMemoryAsync(
            new Dictionary<string, string?>
            {
                ["PartnerPages__SignInsPerNetworkAndHour"] = "2",
                ["Site__CallerAddress"] = "front_door",
            }
        );
        await app.AdvanceToNextMonthAsync();
        await app.BeginPilotAsync("demo", ByGroup);
        var partner = await app.SignUpAsync("demo");
        var program = new ProgramMonth(app, "demo");
        await program.SellAsync(partner, "plain", 10_000);
        await program.ChangeAsync(partner, """{"group": "gold"}""");
        var day = $"{(await app.Running.NowAsync()).AddDays(40):yyyy-MM-dd}";
        await app.PutAsync(
            $"/api/programs/demo/partners/{partner.Id}/certifications/expert",
            $$"""{"valid_until": "{{day}}"}"""
        );
        await app.Running.WhenIdleAsync();
        await program.SellAsync(partner, "certified", 10_000);

        // 20 % after 30 days; with the certification 25 %, and after 5 days in the group.
        Assert.Equal([("plain", 2_000L, 30), ("certified", 2_500L, 5)], await PaidAsync(app));
        await app.Running.SkipAsync(TimeSpan.FromDays(45));
        await program.SellAsync(partner, "ended", 10_000);
        Assert.Equal(("ended", 2_000L, 5), (await PaidAsync(app))[2]);

        var months = await CloseAsync(app, 9);
        var browser = new PartnerBrowser(app.Running);
        await browser.SignInAsync(partner.Email);
        var newest = await browser.ReadAsync("/partner/demo/payouts");
        Assert.Equal((true, false), (Shows(newest, months[8]), Shows(newest, months[0])));
        Assert.Contains($"/partner/demo/payouts?before={months[1]}", newest, StringComparison.Ordinal);
        var older = await browser.ReadAsync($"/partner/demo/payouts?before={months[1]}");
        Assert.Equal((false, true), (Shows(older, months[8]), Shows(older, months[0])));

        await AssertLimitedAsync(app);

        static bool Shows(string page, string month) =>
            page.Contains($"/partner/demo/statements/{month}", StringComparison.Ordinal);
    }

    // Two links an hour for each network, whoever asks in it.
    private static async Task AssertLimitedAsync(App app)
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "203.0.113.8"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(app, "203.0.113.9"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "198.51.100.7"));
        await app.Running.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, "203.0.113.7"));
    }

    private static async Task<HttpStatusCode> AskAsync(App app, string address)
    {
        var browser = new PartnerBrowser(app.Running) { Address = address };
        await browser.ReadAsync("/partner");
        using var asked = await browser.PostAsync("/partner/sign-in", ("email", "pat@partner.example.org"));
        return asked.StatusCode;
    }

    // Each commission with its sale and the days until it is payable, in the order in which they were earned.
    private static async Task<List<(string Sale, long Amount, int Days)>> PaidAsync(App app) =>
        [
            .. (await app.Program("demo").CommissionsAsync())
                .OrderBy(commission => commission.CreatedAt)
                .Select(commission =>
                    (
                        commission.EventId,
                        commission.Amount,
                        (int)Math.Round((commission.DueAt - commission.CreatedAt).TotalDays)
                    )
                ),
        ];

    private static async Task<List<string>> CloseAsync(App app, int count)
    {
        var closed = new List<string>();
        for (var month = 0; month < count; month++)
        {
            closed.Add($"{await app.Running.NowAsync():yyyy-MM}");
            await app.AdvanceToNextMonthAsync();
            await app.PostAsync("/api/programs/demo/cycles", $$"""{"period": "{{closed[^1]}}"}""");
            await app.Running.WhenIdleAsync();
        }

        return closed;
    }
}
