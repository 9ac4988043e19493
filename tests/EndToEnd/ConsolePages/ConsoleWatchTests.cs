using System.Globalization;
using EndToEnd.OutgoingWebhooks;
using EndToEnd.Payouts;
using Testing;

namespace EndToEnd.ConsolePages;

/// <summary>A manager watches in the console how a month went.</summary>
public sealed class ConsoleWatchTests
{
    private const string Root = "/console/programs/demo";

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0
        """;

    [Fact]
    public async Task Reviews_signals_steps_webhooks_and_the_audit_log_show_what_happened_in_a_month()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Webhooks__AllowedHosts"] = receiver.Address.Authority }
        );
        await app.AdvanceToNextMonthAsync();
        await app.BeginPilotAsync("demo", Rules);
        await app.PutAsync(
            "/api/programs/demo/webhook-endpoints/erp",
            $$"""{"url": "{{receiver.Address}}", "types": ["commission.*"], "description": "The ERP"}"""
        );
        var month = new ProgramMonth(app, "demo");
        var partner = await month.PartnerAsync("Acme Agency", withDetails: false);
        await month.SellAsync(partner, "s1", 617_280);
        Assert.Contains(receiver.Received, webhook => webhook.Type == "commission.created");
        var closed = await app.Running.NowAsync();
        var period = await month.CloseAsync();
        var inWords = closed.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
        var browser = await ConsoleBrowser.SignInAsync(app.Running);

        await AssertShownAsync("reviews", $"{Root}/reviews/{period}", inWords, "Open");
        await AssertShownAsync("process", "Decide review", "Decide application", App.Owner, "of 1");
        await app.DecideAsync(App.Owner, $"Review of Demo partners, {inWords}", "keep");
        await app.Running.WhenIdleAsync();
        await AssertShownAsync("reviews", "Decided", "Keep", App.Owner);
        await AssertShownAsync($"reviews/{period}", $"Review of {inWords}", "Acme Agency");
        await AssertShownAsync("signals", $"in the review of {inWords}", "Net revenue", "6,172.80 USD");
        await AssertShownAsync("webhooks", "The ERP", $"{Root}/webhooks/erp", "commission.*", "Works");
        await AssertShownAsync("webhooks/erp", "commission.created", "Delivered");
        await AssertShownAsync("audit", "Review decided", App.Owner);
        await AssertShownAsync($"audit?subject={partner.Id}", "Acme Agency", partner.Id);
        using var verified = await browser.PostAsync($"{Root}/audit/verify");
        Assert.Contains("Verification", await verified.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        async Task AssertShownAsync(string path, params string[] texts)
        {
            var html = await browser.ReadAsync($"{Root}/{path}");
            Assert.All(texts, text => Assert.Contains(text, html, StringComparison.Ordinal));
        }
    }
}
