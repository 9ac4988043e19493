using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.ConsolePages;

/// <summary>A manager reads a new version of the rule book in the console and simulates it on past sales.</summary>
public sealed class ConsoleRulesTests
{
    private const string Root = "/console/programs/demo";

    [Fact]
    public async Task A_version_is_compared_and_simulated_and_nothing_is_changed()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync("demo");
        var partner = await app.SignUpAsync("demo", "Acme Agency");
        await ConsoleLookUpTests.SellAsync(app, partner.Code, "sale-1", "cus_1", "US", 10_000);
        await app.PostAsync(
            "/api/programs/demo/rules",
            """
            {"schema": "affiliate-rules/1", "name": "Dearer", "currency": "USD",
             "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "25"}}]}
            """
        );
        var before = await StateAsync();
        var browser = await ConsoleBrowser.SignInAsync(app.Running);

        var list = await browser.ReadAsync($"{Root}/rules");
        Assert.Contains("Version 1 is in force since", list, StringComparison.Ordinal);
        Assert.Contains($"{Root}/rules/2\">Version 2</a>", list, StringComparison.Ordinal);
        var version = WebUtility.HtmlDecode(await browser.ReadAsync($"{Root}/rules/2"));
        Assert.Contains(
            "share: on each sale 25 % of the net amount; before: on each sale 20 % of the net amount.",
            version,
            StringComparison.Ordinal
        );

        var now = await app.Running.NowAsync();
        var (from, to) = ($"{now.AddDays(-30):yyyy-MM-dd}", $"{now.AddDays(1):yyyy-MM-dd}");
        var (status, result) = await SimulateAsync(from, to);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Acme Agency</a>", result, StringComparison.Ordinal);
        Assert.Contains("20.00 USD", result, StringComparison.Ordinal);
        Assert.Contains("25.00 USD", result, StringComparison.Ordinal);
        Assert.Contains("+5.00 USD", result, StringComparison.Ordinal);

        (status, result) = await SimulateAsync(to, from);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Give a time after 'from'.", result, StringComparison.Ordinal);
        (status, result) = await SimulateAsync(string.Empty, string.Empty);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("RFC 3339", result, StringComparison.Ordinal);
        using var stranger = await new PartnerBrowser(app.Running).PostAsync($"{Root}/rules/2/simulate");
        Assert.Equal(HttpStatusCode.SeeOther, stranger.StatusCode);
        Assert.Equal(before, await StateAsync());

        async Task<(HttpStatusCode Status, string Html)> SimulateAsync(string start, string end)
        {
            using var answer = await browser.PostAsync($"{Root}/rules/2/simulate", ("from", start), ("to", end));
            return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        }

        async Task<string> StateAsync() =>
            JsonSerializer.Serialize(
                new[]
                {
                    await app.GetAsync("/api/programs/demo/rules"),
                    await app.GetAsync("/api/programs/demo/commissions"),
                    await app.GetAsync("/api/programs/demo/audit"),
                }
            );
    }
}
