using System.Net;

namespace EndToEnd.Ledger;

/// <summary>Held commissions are asked about, decided by link, and a fraud has a consequence until it is lifted.</summary>
public sealed class HeldCommissionTests
{
    private const string Rules = """
        "eligibility": {"screens": [{"id": "large", "on": "sale", "then": "hold", "reason": "Large",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 50000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
        """;

    [Fact]
    public async Task The_owner_decides_by_the_link_of_the_daily_mail_and_a_fraud_holds_the_customer()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.AdvanceToNextMonthAsync();
        var slug = await app.BeginPilotAsync(rules: Rules);
        var program = app.Program(slug);
        var code = (await app.SignUpAsync(slug)).Code;
        await SellAsync("s1", "honest", 60_000);
        await SellAsync("s2", "honest", 70_000);
        await SellAsync("s3", "cheat", 80_000);

        await app.Running.AdvanceAsync(TimeSpan.FromDays(1));
        var mail = await app.Outbox.LastAsync(App.Owner, "3 commissions of Demo partners are held");
        var link = mail.Link("/held/");
        var page = await app.Anonymous.GetStringAsync(link);
        Assert.Contains("Acme Agency", page, StringComparison.Ordinal);
        Assert.Contains("Customer cheat, s3", page, StringComparison.Ordinal);
        var (first, second, third) = (await HeldAsync("s1"), await HeldAsync("s2"), await HeldAsync("s3"));
        using var trace = await app.Anonymous.GetAsync(new Uri($"{link}/commissions/{third}"));
        Assert.Contains("160.00 USD", await trace.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var unreasoned = await app.PostFormAsync(link, ("decision", "release"), ("commission", first));
        Assert.Equal(HttpStatusCode.BadRequest, unreasoned.StatusCode);
        using var fraud = await app.PostFormAsync(
            link,
            ("decision", "reverse_fraud"),
            ("commission", third),
            ("reason", "A stolen card")
        );
        Assert.Contains("about 1 commission is", await fraud.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var release = await app.PostFormAsync(
            link,
            ("decision", "release"),
            ("group", "large"),
            ("reason", "Known customer")
        );
        Assert.Contains("Nothing waits", await release.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            ("pending", "pending", "reversed"),
            (await StatusAsync(first), await StatusAsync(second), await StatusAsync(third))
        );

        await SellAsync("s4", "cheat", 1_000);
        await SellAsync("s5", "honest", 1_000);
        Assert.Equal(("held", "customer_fraud"), await program.EventStatusAsync("s4"));
        Assert.Equal(("applied", null), await program.EventStatusAsync("s5"));
        var explained = await program.ExplanationAsync(await HeldAsync("s4"));
        Assert.Equal("customer_fraud", explained.Trace.GetProperty("held_for").GetString());

        await app.PostAsync(
            $"/api/programs/{slug}/customers/cheat/holds/lift",
            """{"reason": "The bank has cleared the customer."}"""
        );
        await SellAsync("s6", "cheat", 1_000);
        Assert.Equal(("applied", null), await program.EventStatusAsync("s6"));
        Assert.True((await program.VerifyLedgerAsync()).Ok);
        var actions = (await app.GetAsync($"/api/programs/{slug}/audit?limit=1000"))
            .GetProperty("data")
            .EnumerateArray()
            .Select(record => (record.GetProperty("action").GetString(), record.GetProperty("actor").GetString()))
            .ToList();
        Assert.Contains(("customer_held", App.Owner), actions);
        Assert.Contains(("customer_hold_lifted", "key"), actions);
        Assert.Equal(2, actions.Count(action => action == ("commission_released", App.Owner)));

        async Task SellAsync(string id, string customer, long amount)
        {
            await app.PostAsync(
                $"/api/programs/{slug}/track/sale",
                $$"""{"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{customer}}"}, "amount": {{amount}}, "currency": "USD", "code": "{{code}}"}"""
            );
            await app.Running.WhenIdleAsync();
        }

        async Task<string> HeldAsync(string sale) =>
            (await program.CommissionsAsync("status=held")).Single(commission => commission.EventId == sale).Id;

        async Task<string> StatusAsync(string id) => (await program.CommissionAsync(id)).Status;
    }
}
