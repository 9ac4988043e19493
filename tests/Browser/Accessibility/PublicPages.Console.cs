using System.Globalization;
using Testing;

namespace Browser.Accessibility;

/// <content>The console of the company.</content>
public sealed partial class PublicPages
{
    // What a program shows in which nothing has happened yet.
    private static readonly string[] EmptyPages =
    [
        "",
        "/partners",
        "/commissions",
        "/approvals",
        "/held",
        "/cycles",
        "/reviews",
        "/signals",
        "/process",
        "/webhooks",
        "/audit",
    ];

    private async Task OpenConsoleAsync(string period)
    {
        var anybody = new PartnerBrowser(_app.Running);
        await KeepAsync("the ways to open the console", await anybody.GetAsync("/console/start"));
        await KeepAsync("the key of the console", await anybody.GetAsync("/console/sign-in?code=local-key"));
        var browser = await ConsoleBrowser.SignInAsync(_app.Running);
        var commissions = (await _app.GetAsync($"{Program}/commissions")).GetProperty("data").EnumerateArray();
        var root = $"/programs/{Slug}";
        string[] pages =
        [
            "",
            root,
            "/programs/none",
            $"{root}/partners",
            $"{root}/partners?q=nobody",
            $"{root}/partners/{_partner}",
            $"{root}/partners/{_partner}/history",
            $"{root}/partners/{_partner}/statements/{period}",
            $"{root}/commissions",
            $"{root}/commissions?status=reversed",
            .. commissions.Select(commission => $"{root}/commissions/{commission.GetProperty("id").GetString()}"),
            $"{root}/customers/small",
            $"{root}/events/small",
            $"{root}/search",
            $"{root}/search?q=small",
            $"{root}/approvals",
            $"{root}/held",
        ];
        foreach (var page in pages)
        {
            await KeepAsync($"the console page {page}", await browser.GetAsync($"/console{page}"));
        }

        await browser.ReadAsync("/console");
        await KeepAsync(
            "a decision without its reason in the console",
            await browser.PostAsync($"/console{root}/held")
        );
        await KeepAsync("a console that is signed out", await browser.PostAsync("/console/sign-out"));
    }

    // The pages of a decided and of an open review need a second month, and so does a line over the reviews.
    private async Task WatchConsoleAsync(string period)
    {
        var now = await _app.Running.NowAsync();
        await _app.Running.SkipToAsync(new DateTimeOffset(now.Year, now.Month, 1, 7, 0, 0, TimeSpan.Zero).AddMonths(1));
        await _app.Running.WhenIdleAsync();
        await _app.PutAsync(
            $"{Program}/webhook-endpoints/erp",
            """{"url": "https://erp.example.com/webhooks", "types": ["commission.*"], "description": "The ERP"}"""
        );
        await _app.PostAsync($"{Program}/webhook-endpoints/erp/test", "{}");
        await _app.PutAsync(
            "/api/programs/empty",
            """{"name": "Empty", "currency": "EUR", "website": "https://www.example.com"}"""
        );
        var browser = await ConsoleBrowser.SignInAsync(_app.Running);
        var root = $"/programs/{Slug}";
        string[] pages =
        [
            root,
            $"{root}/partners?sort=-revenue",
            $"{root}/partners?status=suspended",
            $"{root}/cycles",
            $"{root}/cycles?before=2000-01",
            $"{root}/cycles/{period}",
            $"{root}/reviews",
            $"{root}/reviews/{period}",
            $"{root}/reviews/{now.ToString("yyyy-MM", CultureInfo.InvariantCulture)}",
            $"{root}/signals",
            $"{root}/signals?months=12",
            $"{root}/process",
            $"{root}/webhooks",
            $"{root}/webhooks/erp",
            $"{root}/webhooks/erp?status=failed",
            $"{root}/audit",
            $"{root}/audit?subject=none",
            .. EmptyPages.Select(page => $"/programs/empty{page}"),
            "/health",
        ];
        foreach (var page in pages)
        {
            await KeepAsync($"the console page {page}", await browser.GetAsync($"/console{page}"));
        }

        await browser.ReadAsync("/console");
        foreach (var form in new[] { "audit/verify", "webhooks/erp/redeliver" })
        {
            await KeepAsync($"the console form {form}", await browser.PostAsync($"/console{root}/{form}"));
        }

        await KeepAsync(
            "a process that did not fail in the console",
            await browser.PostAsync($"/console{root}/process/restart", ("selected", "none"))
        );
    }
}
