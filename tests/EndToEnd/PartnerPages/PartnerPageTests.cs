using System.Globalization;
using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.PartnerPages;

/// <summary>A partner sees its own account on its pages, and nobody else does.</summary>
public sealed class PartnerPageTests
{
    private const string Rules = """
        "eligibility": {"screens": [{"id": "big-orders", "on": "sale", "then": "hold", "reason": "By hand",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 1000000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"},
                         "when": {"field": "customer.country", "op": "equals", "value": "US"}}], "hold_days": 1,
        "payout": {"minimum": 10000, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task No_page_shows_a_partner_to_anybody_else()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync("demo", Rules);
        await app.BeginPilotAsync("other", Rules);
        var own = await app.SignUpAsync("demo", "Acme Agency");
        var neighbour = await app.SignUpAsync("demo", "Beta Agency");
        var stranger = await app.SignUpAsync("other", "Gamma Agency");
        await SellAsync(app, own.Code, 617_280, "sale-1");
        await app.PostAsync(
            "/api/programs/demo/leads",
            $$"""
            {"lead_id": "own-lead", "partners": ["{{own.Id}}"],
             "customer": {"company": "Secret Customer", "domain": "customer.test"} }
            """
        );
        var month = await app.Running.NowAsync();
        await app.Running.SkipToAsync(
            new DateTimeOffset(month.Year, month.Month, 1, 7, 0, 0, TimeSpan.Zero).AddMonths(1)
        );
        var commission = (await app.GetAsync("/api/programs/demo/commissions")).GetProperty("data")[0];
        var id = commission.GetProperty("id").GetString()!;
        string[] facts = ["1,234.56", "123456", own.Company, own.Email, own.Id, own.Code, "sale-1", "Secret Customer"];

        var (signedIn, other, outside) = (Browser(app), Browser(app), Browser(app));
        await signedIn.SignInAsync(own.Email);
        await other.SignInAsync(neighbour.Email);
        await outside.SignInAsync(stranger.Email);

        // Their forms have valid tokens of their own sessions.
        await other.ReadAsync("/partner/demo");
        await outside.ReadAsync("/partner/other");
        Assert.Contains("1,234.56", await signedIn.ReadAsync("/partner/demo"), StringComparison.Ordinal);
        var period = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var statement = await signedIn.ReadAsync($"/partner/demo/statements/{period}");
        Assert.Contains("1,234.56", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("Preliminary", statement, StringComparison.Ordinal);
        var lead = await signedIn.ReadAsync("/partner/demo/leads/own-lead");
        Assert.Contains("Secret Customer", lead, StringComparison.Ordinal);

        var operations = await OperationsAsync(app);
        Assert.InRange(operations.Count, 10, 100);
        foreach (var (method, path) in operations)
        {
            var address = path.Replace("{program}", "demo", StringComparison.Ordinal)
                .Replace("{id}", id, StringComparison.Ordinal)
                .Replace("{lead}", "own-lead", StringComparison.Ordinal)
                .Replace("{period}", period, StringComparison.Ordinal);
            await AssertHiddenAsync(Browser(app), HttpStatusCode.SeeOther);
            await AssertHiddenAsync(outside, HttpStatusCode.NotFound);
            await AssertHiddenAsync(
                other,
                path.Contains("{id}", StringComparison.Ordinal) || path.Contains("{lead}", StringComparison.Ordinal)
                    ? HttpStatusCode.NotFound
                    : null
            );

            async Task AssertHiddenAsync(PartnerBrowser browser, HttpStatusCode? status)
            {
                using var answer = await (
                    method == HttpMethod.Get ? browser.GetAsync(address) : browser.PostAsync(address)
                );
                Assert.True(status is null || answer.StatusCode == status, $"{method} {address}: {answer.StatusCode}");
                var text = await answer.Content.ReadAsStringAsync() + answer.Headers.Location;
                Assert.All(facts, fact => Assert.DoesNotContain(fact, text, StringComparison.Ordinal));
                AssertProtected(answer);
            }
        }

        // The mailbox's key is no secret: without the session's secret it opens nothing.
        using var guessed = new HttpRequestMessage(HttpMethod.Get, new Uri("/partner/demo", UriKind.Relative));
        var mailbox = signedIn.Cookie("__Host-partner")!.Split('.')[0];
        guessed.Headers.Add("Cookie", $"__Host-partner={mailbox}.{new string('A', 43)}");
        using var refused = await app.Anonymous.SendAsync(guessed);
        Assert.Equal(HttpStatusCode.SeeOther, refused.StatusCode);
    }

    [Fact]
    public async Task A_partner_finds_its_link_its_earnings_and_what_is_missing_and_takes_its_data_with_it()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync("demo", Rules);
        var partner = await app.SignUpAsync("demo");
        var browser = Browser(app);
        await browser.SignInAsync(partner.Email);
        var empty = await browser.ReadAsync("/partner/demo");
        Assert.Contains("Nobody has followed your link yet", empty, StringComparison.Ordinal);
        Assert.Contains($"/r/{partner.Code}", empty, StringComparison.Ordinal);

        await SellAsync(app, partner.Code, 617_280, "sale-1");
        await SellAsync(app, partner.Code, 2_000_000, "sale-2");
        var overview = await browser.ReadAsync("/partner/demo");
        Assert.Contains("5,234.56 USD", overview, StringComparison.Ordinal);
        Assert.Contains("We need your tax form", overview, StringComparison.Ordinal);
        using (var entry = await browser.PostAsync("/partner/demo/payout-details"))
        {
            var page = await browser.ReadAsync(entry.Headers.Location!.ToString());
            Assert.Contains("How we pay you", page, StringComparison.Ordinal);
        }

        await app.PostAsync(
            $"/api/programs/demo/partners/{partner.Id}/links",
            """{"name": "Newsletter", "code": "acme-news", "sub_id": "spring"}"""
        );
        await SellAsync(app, "acme-news", 1_000, "sale-3");
        var account = await browser.ReadAsync("/partner/demo/account");
        Assert.Matches("/r/acme-news</small>[\\s\\S]*spring[\\s\\S]*Sales[^>]*>\\s*1\\s*</td>", account);

        var commissions = await browser.ReadAsync("/partner/demo/commissions?status=held");
        Assert.Contains("4,000.00 USD", commissions, StringComparison.Ordinal);
        Assert.Contains(
            "The program&#x27;s owner is asked about it within a day.",
            commissions,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("1,234.56", commissions, StringComparison.Ordinal);
        var ids = (await app.GetAsync("/api/programs/demo/commissions")).GetProperty("data").EnumerateArray();
        foreach (var commission in ids.ToList())
        {
            var isHeld = commission.GetProperty("status").GetString() == "held";
            var page = await browser.ReadAsync($"/partner/demo/commissions/{commission.GetProperty("id").GetString()}");
            Assert.Contains("20 % of", page, StringComparison.Ordinal);
            Assert.Contains("customer.country: met", page, StringComparison.Ordinal);
            Assert.DoesNotContain("cora@customer.example", page, StringComparison.Ordinal);
            Assert.DoesNotContain("big-orders", page, StringComparison.Ordinal);
            Assert.Equal(isHeld, page.Contains("A hold ends only by a decision", StringComparison.Ordinal));
        }

        var data = JsonElement.Parse(await browser.ReadAsync("/partner/demo/data"));
        Assert.Equal(partner.Email, data.GetProperty("profile").GetProperty("email").GetString());
        Assert.Equal(3, data.GetProperty("commissions").GetArrayLength());
        Assert.Equal(523_656, data.GetProperty("months")[0].GetProperty("commissions").GetInt64());

        await app.PostAsync(
            $"/api/programs/demo/partners/{partner.Id}/suspend",
            """{"reason": "Bids on our brand.", "message": "Please end your ads on our name."}"""
        );
        var suspended = await browser.ReadAsync("/partner/demo");
        Assert.Contains("is suspended", suspended, StringComparison.Ordinal);
        Assert.Contains("Please end your ads on our name.", suspended, StringComparison.Ordinal);
        Assert.DoesNotContain("Bids on our brand", suspended, StringComparison.Ordinal);

        var timeline = await app.GetAsync($"/api/programs/demo/partners/{partner.Id}/timeline");
        Assert.Contains("last_signed_in", timeline.GetRawText(), StringComparison.Ordinal);
        using var erased = await app.Http.DeleteAsync(
            new Uri($"/api/programs/demo/partners/{partner.Id}/personal-data", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        using var gone = await browser.GetAsync("/partner/demo");
        Assert.Equal(HttpStatusCode.SeeOther, gone.StatusCode);
    }

    private static PartnerBrowser Browser(App app) => new(app.Running);

    private static async Task SellAsync(App app, string code, long amount, string id)
    {
        var sale = new
        {
            event_id = id,
            invoice_id = id,
            customer = new
            {
                external_id = id,
                email = "cora@customer.example",
                name = "Cora",
                country = "US",
            },
            amount,
            currency = "USD",
            code,
        };
        await app.PostAsync("/api/programs/demo/track/sale", JsonSerializer.Serialize(sale));
        await app.Running.WhenIdleAsync();
    }

    // Every page of a partner is in the document, so a new one cannot be forgotten here.
    private static async Task<IReadOnlyList<(HttpMethod Method, string Path)>> OperationsAsync(App app)
    {
        var document = JsonElement.Parse(
            await app.Anonymous.GetStringAsync(new Uri("/api/openapi.json", UriKind.Relative))
        );
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            where path.Name.StartsWith("/partner/{program}", StringComparison.Ordinal)
            from operation in path.Value.EnumerateObject()
            select (HttpMethod.Parse(operation.Name), path.Name),
        ];
    }

    private static void AssertProtected(HttpResponseMessage answer)
    {
        string[] policies = [.. answer.Headers.GetValues("Content-Security-Policy")];
        Assert.Contains("frame-ancestors 'none'", Assert.Single(policies), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policies[0], StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }
}
