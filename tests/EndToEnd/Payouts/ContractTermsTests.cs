using System.Globalization;
using System.Text.Json;

namespace EndToEnd.Payouts;

/// <summary>Pay that is agreed with one partner, from the request to the commission and its explanation.</summary>
public sealed class ContractTermsTests
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }],
        "contract_terms": {"second_person_above": {"percent": "30"} }
        """;

    [Fact]
    public async Task Terms_that_two_persons_have_approved_pay_until_they_are_ended()
    {
        await using var app = await App.StartInMemoryAsync();
        var slug = await app.BeginPilotAsync(rules: Rules);
        var (partner, other) = (await app.SignUpAsync(slug), await app.SignUpAsync(slug, "Other Agency"));
        var address = $"/api/programs/{slug}/partners/{partner.Id}/contract-terms";
        var now = await app.Running.NowAsync();
        var asked = await app.PostAsync(
            address,
            JsonSerializer.Serialize(
                new
                {
                    rules = new { share = new { pay = new { percent = "35" } } },
                    from = now.UtcDateTime,
                    until = now.UtcDateTime.AddDays(365),
                    reason = "Negotiated for a year",
                    prepared_by = "ann@example.com",
                }
            )
        );
        await app.Running.WhenIdleAsync();

        await app.DecideAsync(App.Finance, "Approve contract terms of Acme Agency", "approve");
        await SellAsync(app, slug, "too-early", partner.Code);
        await app.DecideAsync(App.Owner, "Second approval of contract terms of Acme Agency", "approve");
        await app.Running.AdvanceAsync(TimeSpan.FromHours(2));
        await SellAsync(app, slug, "agreed", partner.Code);
        await SellAsync(app, slug, "others", other.Code);

        var mail = Assert.Single(await app.Outbox.ListAsync(partner.Email, "apply from now on"));
        Assert.Contains("35 %", mail.Text, StringComparison.Ordinal);
        var id = asked.GetProperty("id").GetString();
        var ended = await app.PostAsync($"{address}/{id}/end", """{"reason": "Cancelled"}""");
        Assert.False(ended.GetProperty("is_in_force").GetBoolean());
        await app.Running.AdvanceAsync(TimeSpan.FromHours(1));
        await SellAsync(app, slug, "after", partner.Code);

        foreach (
            var (sale, amount) in new[] { ("too-early", 2_000), ("agreed", 3_500), ("others", 2_000), ("after", 2_000) }
        )
        {
            var commission = (await app.Program(slug).EventAsync(sale)).Commissions.Single();
            Assert.Equal((sale, amount), (sale, (await app.Program(slug).CommissionAsync(commission)).Amount));
        }

        var agreed = (await app.Program(slug).EventAsync("agreed")).Commissions.Single();
        var trace = await app.GetAsync($"/api/programs/{slug}/commissions/{agreed}/explain");
        Assert.Contains(id!, trace.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("instead_of", trace.GetRawText(), StringComparison.Ordinal);
        var timeline = await app.GetAsync($"/api/programs/{slug}/partners/{partner.Id}/timeline");
        Assert.Contains("contract_terms_ended", timeline.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task SellAsync(App app, string slug, string id, string code)
    {
        var at = await app.Running.NowAsync();
        await app.PostAsync(
            $"/api/programs/{slug}/track/sale",
            JsonSerializer.Serialize(
                new
                {
                    event_id = id,
                    invoice_id = id,
                    occurred_at = at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                    amount = 10_000,
                    currency = "USD",
                    code,
                    customer = new { external_id = $"customer-of-{id}" },
                }
            )
        );
        await app.Running.WhenIdleAsync();
    }
}
