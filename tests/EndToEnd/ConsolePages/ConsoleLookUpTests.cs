using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.ConsolePages;

/// <summary>A manager finds out in the console what was sold, who was credited and why.</summary>
public sealed class ConsoleLookUpTests
{
    private const string Root = "/console/programs/demo";

    private const string Rules = """
        "eligibility": {"screens": [{"id": "large", "on": "sale", "then": "hold", "reason": "Large",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 1000000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"},
                         "when": {"field": "customer.country", "op": "equals", "value": "US"}}], "hold_days": 1
        """;

    [Fact]
    public async Task A_sale_is_followed_from_the_search_to_the_partner_and_the_computation()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync("demo", Rules);
        var partner = await app.SignUpAsync("demo", "Acme Agency");
        await SellAsync(app, partner.Code, "sale-1", "cus_1", "US", 617_280);
        await SellAsync(app, partner.Code, "sale-2", "cus_2", "DE", 10_000);
        await SellAsync(app, partner.Code, "sale-3", "cus_1", "US", 2_000_000);
        var browser = await ConsoleBrowser.SignInAsync(app.Running);

        foreach (var text in new[] { partner.Id, partner.Code, partner.Email, "acme" })
        {
            var results = await browser.ReadAsync($"{Root}/search?q={Uri.EscapeDataString(text)}");
            Assert.Contains($"href=\"{Root}/partners/{partner.Id}\"", results, StringComparison.Ordinal);
        }

        Assert.Contains($"{Root}/events/sale-1", await FindAsync("sale-1"), StringComparison.Ordinal);
        Assert.Contains($"{Root}/events/sale-1", await FindAsync("inv-sale-1"), StringComparison.Ordinal);
        Assert.Contains($"{Root}/customers/cus_1", await FindAsync("cus_1"), StringComparison.Ordinal);
        Assert.Contains("Nothing was found", await FindAsync("zz"), StringComparison.Ordinal);

        var commissions = await app.GetAsync("/api/programs/demo/commissions");
        var id = commissions.GetProperty("data")[0].GetProperty("id").GetString()!;
        Assert.Contains($"{Root}/commissions/{id}", await FindAsync(id), StringComparison.Ordinal);

        var sale = await browser.ReadAsync($"{Root}/events/sale-1");
        Assert.Contains("Sale, applied", sale, StringComparison.Ordinal);
        Assert.Contains("6,172.80 USD", sale, StringComparison.Ordinal);
        Assert.Contains("100.0 %", sale, StringComparison.Ordinal);
        Assert.Contains($"{Root}/commissions/{id}", sale, StringComparison.Ordinal);
        var unpaid = await browser.ReadAsync($"{Root}/events/sale-2");
        Assert.Contains("The event granted or changed no commission", unpaid, StringComparison.Ordinal);
        Assert.Contains("customer.country", unpaid, StringComparison.Ordinal);

        var commission = await browser.ReadAsync($"{Root}/commissions/{id}");
        Assert.Contains("Commission of 1,234.56 USD", commission, StringComparison.Ordinal);
        Assert.Contains("20 % of", commission, StringComparison.Ordinal);
        Assert.Contains("Acme Agency", commission, StringComparison.Ordinal);

        var customer = await browser.ReadAsync($"{Root}/customers/cus_1");
        Assert.Contains("Acme Agency", customer, StringComparison.Ordinal);
        Assert.Contains("1,234.56 USD", customer, StringComparison.Ordinal);
        Assert.Contains("4,000.00 USD", customer, StringComparison.Ordinal);
        Assert.Contains("26,172.80 USD", customer, StringComparison.Ordinal);

        var held = await browser.ReadAsync($"{Root}/commissions?status=held&partner=&customer=&period=");
        Assert.Contains("4,000.00 USD", held, StringComparison.Ordinal);
        Assert.DoesNotContain("1,234.56 USD", held, StringComparison.Ordinal);
        var ofPartner = await browser.ReadAsync($"{Root}/commissions?partner={partner.Id}&customer=cus_1");
        Assert.Contains("1,234.56 USD", ofPartner, StringComparison.Ordinal);
        Assert.Contains(
            "No commission matches",
            await browser.ReadAsync($"{Root}/commissions?customer=none"),
            StringComparison.Ordinal
        );
        var mistaken = await browser.ReadAsync($"{Root}/commissions?partner=acme");
        Assert.Contains("The filter has a mistake", mistaken, StringComparison.Ordinal);
        Assert.DoesNotContain("USD", mistaken, StringComparison.Ordinal);

        var page = await browser.ReadAsync($"{Root}/partners/{partner.Id}");
        Assert.Contains("Acme Agency", page, StringComparison.Ordinal);
        Assert.Contains("4,000.00 USD", page, StringComparison.Ordinal);
        Assert.DoesNotContain("account_number", page, StringComparison.Ordinal);
        var history = await browser.ReadAsync($"{Root}/partners/{partner.Id}/history");
        Assert.Contains(App.Owner, history, StringComparison.Ordinal);
        foreach (
            var path in new[]
            {
                "partners/prt_none",
                $"partners/{partner.Id}/statements/2020-01",
                "events/none",
                "customers/none",
                "commissions/com_none",
            }
        )
        {
            using var none = await browser.GetAsync($"{Root}/{path}");
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }

        Task<string> FindAsync(string text) => browser.ReadAsync($"{Root}/search?q={text}");
    }

    internal static async Task SellAsync(App app, string code, string id, string customer, string country, long amount)
    {
        var sale = new
        {
            event_id = id,
            invoice_id = $"inv-{id}",
            customer = new { external_id = customer, country },
            amount,
            currency = "USD",
            code,
        };
        await app.PostAsync("/api/programs/demo/track/sale", JsonSerializer.Serialize(sale));
        await app.Running.WhenIdleAsync();
    }
}
