using System.Text;
using EndToEnd;
using Microsoft.Playwright;

namespace Browser;

/// <summary>The script on a company's sites: what it keeps, for how long, and what it passes on.</summary>
public sealed class ScriptTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Click = "clk_01jd0000000000000000000000_p1_0123456789abcdef01234567";

    private App _app = null!;
    private IBrowserContext _browser = null!;
    private string _attributes = string.Empty;

    public async Task InitializeAsync()
    {
        _browser = await chromium.ContextAsync();
        _app = await App.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task A_click_id_is_kept_from_page_to_page_and_the_last_one_counts()
    {
        var page = await OpenAsync($"http://www.site.test/landing?click_id={Click}");
        Assert.Equal(Click, await ClickIdAsync(page));
        await page.GotoAsync("http://www.site.test/pricing");
        Assert.Equal(Click, await ClickIdAsync(page));
        await page.GotoAsync("http://www.site.test/?via=acme");
        Assert.Null(await ClickIdAsync(page));
        Assert.Equal("acme", await page.EvaluateAsync<string?>("affiliate.via()"));
        await page.GotoAsync("http://www.site.test/?click_id=%3Cscript%3E");
        Assert.Equal("acme", await page.EvaluateAsync<string?>("affiliate.via()"));
    }

    [SkippableFact]
    public async Task After_the_window_it_is_forgotten()
    {
        _attributes = "data-days=\"30\"";
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        await page.EvaluateAsync(
            """() => { const old = `click_id|clk_01jd0000000000000000000000_p1_0123456789abcdef01234567|${Date.now() - 31 * 864e5}`; localStorage.setItem('affiliate', old); document.cookie = 'affiliate=' + old + ';path=/'; }"""
        );
        await page.GotoAsync("http://www.site.test/");
        Assert.Null(await ClickIdAsync(page));
        Assert.Equal(string.Empty, await KeptAsync(page));
    }

    [SkippableFact]
    public async Task Nothing_is_kept_before_consent_nor_after_it_is_withdrawn()
    {
        _attributes = "data-consent=\"required\"";
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        Assert.Equal(string.Empty, await KeptAsync(page));
        Assert.Equal(Click, await ClickIdAsync(page));
        await page.EvaluateAsync("affiliate.consent(true)");
        Assert.Contains(Click, await KeptAsync(page));
        await page.EvaluateAsync("affiliate.consent(false)");
        Assert.Equal(string.Empty, await KeptAsync(page));
        Assert.Null(await ClickIdAsync(page));
    }

    [SkippableFact]
    public async Task What_was_kept_waits_for_consent_on_the_next_page_and_goes_only_when_it_is_denied()
    {
        _attributes = "data-consent=\"required\"";
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        await page.EvaluateAsync("affiliate.consent(true)");
        await page.GotoAsync("http://www.site.test/pricing");
        Assert.Null(await ClickIdAsync(page));
        Assert.Contains(Click, await KeptAsync(page));
        await page.EvaluateAsync("affiliate.consent(true)");
        Assert.Equal(Click, await ClickIdAsync(page));

        await page.GotoAsync("http://www.site.test/pricing");
        await page.EvaluateAsync("affiliate.consent(false)");
        Assert.Equal(string.Empty, await KeptAsync(page));
        await page.EvaluateAsync("affiliate.consent(true)");
        Assert.Null(await ClickIdAsync(page));
    }

    [SkippableFact]
    public async Task Who_thinks_better_of_it_on_the_page_that_the_link_led_to_loses_nothing()
    {
        _attributes = "data-consent=\"required\"";
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        await page.EvaluateAsync("affiliate.consent(false)");
        await page.EvaluateAsync("affiliate.consent(true)");
        Assert.Equal(Click, await ClickIdAsync(page));
        Assert.Contains(Click, await KeptAsync(page));
    }

    [SkippableFact]
    public async Task Where_consent_is_denied_what_was_kept_is_removed()
    {
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        Assert.Contains(Click, await KeptAsync(page));
        _attributes = "data-consent=\"denied\"";
        await page.GotoAsync("http://www.site.test/pricing");
        Assert.Equal(string.Empty, await KeptAsync(page));
        Assert.Null(await ClickIdAsync(page));
    }

    [SkippableFact]
    public async Task The_browsers_wish_for_privacy_is_respected()
    {
        await _browser.AddInitScriptAsync("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })");
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        Assert.Equal(string.Empty, await KeptAsync(page));
    }

    [SkippableFact]
    public async Task Links_and_forms_to_the_companys_other_sites_carry_it_on_and_others_do_not()
    {
        _attributes = "data-domains=\"shop.site.test\"";
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        await FollowAsync(page, "Shop", $"http://shop.site.test/?a=1&click_id={Click}#b");
        Assert.Equal(Click, await ClickIdAsync(page));

        await page.GotoAsync("http://www.site.test/");
        await FollowAsync(page, "Send", $"http://shop.site.test/order?item=1&click_id={Click}");

        await page.GotoAsync("http://www.site.test/");
        await FollowAsync(page, "Elsewhere", "http://other.test/");
    }

    [SkippableFact]
    public async Task It_works_where_the_browser_refuses_storage()
    {
        await _browser.AddInitScriptAsync(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused'); } })"
        );
        var page = await OpenAsync($"http://www.site.test/?click_id={Click}");
        await page.GotoAsync("http://www.site.test/pricing");
        Assert.Equal(Click, await ClickIdAsync(page));
    }

    [SkippableFact]
    public async Task Old_links_have_the_code_in_parameters_of_other_products()
    {
        _attributes = """data-via="ref, fpr" """;
        var page = await OpenAsync("http://www.site.test/pricing?utm_source=blog&fpr=jb_007");
        Assert.Equal("jb_007", await page.EvaluateAsync<string>("affiliate.via()"));
    }

    [SkippableFact]
    public async Task It_is_small_cached_and_needs_nothing()
    {
        using var answer = await _app.Anonymous.GetAsync(new Uri("/track.js", UriKind.Relative));
        var script = await answer.Content.ReadAsByteArrayAsync();
        Assert.InRange(script.Length, 1, 4000);
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain(
            "http",
            Encoding
                .UTF8.GetString(script)
                .Replace("https?:", string.Empty, StringComparison.Ordinal)
                .Replace("https:'", string.Empty, StringComparison.Ordinal)
        );
        using var again = new HttpRequestMessage(HttpMethod.Get, "/track.js")
        {
            Headers = { IfNoneMatch = { answer.Headers.ETag! } },
        };
        using var unchanged = await _app.Anonymous.SendAsync(again);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    // The browser is given the sites' pages, and what the application answers as its script, instead of asking for
    // them: it lets no site call this machine.
    private async Task<IPage> OpenAsync(string address)
    {
        var script = await _app.Anonymous.GetStringAsync(new Uri("/track.js", UriKind.Relative));
        await _browser.RouteAsync(
            "**/*",
            route =>
                route.FulfillAsync(
                    route.Request.Url.EndsWith("/track.js", StringComparison.Ordinal)
                        ? new RouteFulfillOptions { ContentType = "text/javascript", Body = script }
                        : new RouteFulfillOptions { ContentType = "text/html", Body = Page() }
                )
        );
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(address);
        return page;
    }

    // The click is over before the page that it leads to is there. The page is asked where it is and whether it has
    // loaded: all events of a quick navigation may be over by now, and waiting for one of them would last until the
    // time-out.
    private static async Task FollowAsync(IPage page, string text, string address)
    {
        await page.GetByText(text).ClickAsync();
        await page.WaitForFunctionAsync(
            "address => location.href === address && document.readyState === 'complete'",
            address
        );
    }

    private string Page() =>
        $"""
            <!doctype html><title>Site</title><script src="http://partners.test/track.js" {_attributes}></script>
            <a href="http://shop.site.test/?a=1#b">Shop</a> <a href="http://other.test/">Elsewhere</a>
            <form action="http://shop.site.test/order"><input name="item" value="1"><button>Send</button></form>
            """;

    private static Task<string?> ClickIdAsync(IPage page) => page.EvaluateAsync<string?>("affiliate.clickId()");

    private static Task<string> KeptAsync(IPage page) =>
        page.EvaluateAsync<string>("document.cookie + (localStorage.getItem('affiliate') || '')");
}
