using EndToEnd.Payouts;
using Testing;

namespace EndToEnd.ConsolePages;

/// <summary>A manager follows the payouts of a month in the console.</summary>
public sealed class ConsoleCycleTests
{
    private const string Cycles = "/console/programs/demo/cycles";

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task A_month_is_followed_from_the_approval_to_the_file_and_the_payment()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.AdvanceToNextMonthAsync();
        await app.BeginPilotAsync("demo", Rules);
        var month = new ProgramMonth(app, "demo");
        var partner = await month.PartnerAsync("Acme Agency");
        await month.SellAsync(partner, "s1", 617_280);
        var browser = await ConsoleBrowser.SignInAsync(app.Running);
        Assert.Contains("No month is closed yet.", await browser.ReadAsync(Cycles), StringComparison.Ordinal);
        var health = await browser.ReadAsync("/console/health");
        Assert.Contains("tracking-events", health, StringComparison.Ordinal);
        Assert.Contains("nothing has failed", health, StringComparison.Ordinal);

        var period = await month.CloseAsync();

        // The session has ended meanwhile.
        browser = await ConsoleBrowser.SignInAsync(app.Running);
        var page = $"{Cycles}/{period}";
        await AssertShownAsync(Cycles, page, "Waits for approval", "1,234.56 USD");
        await AssertShownAsync(page, partner.Id, "1,234.56 USD", "No file is written.");

        await app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var name = Assert.Single((await app.Program("demo").CycleAsync(period)).Files).Name;
        var file = $"{page}/files/{Uri.EscapeDataString(name)}";
        await AssertShownAsync(page, App.Finance, file);
        Assert.Equal(await month.ReadFileAsync(period), await browser.ReadAsync(file));
        Assert.Contains(
            await app.Program("demo").AuditAsync("limit=1000"),
            record => record is { Action: "payment_file_downloaded", Actor: "function key on the console" }
        );

        await month.SettleAsync(period, $"partner,status,reference,reason\n{partner.Id},paid,REF-1,\n");
        await AssertShownAsync(page, "Paid", "REF-1");

        async Task AssertShownAsync(string address, params string[] texts)
        {
            var html = await browser.ReadAsync(address);
            Assert.All(texts, text => Assert.Contains(text, html, StringComparison.Ordinal));
        }
    }
}
