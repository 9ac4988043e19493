using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.Disputes;

/// <summary>A partner contests what its statement says, over HTTP with driven time.</summary>
public sealed class DisputeStoryTests : IAsyncLifetime
{
    private const string Rules = """
        "eligibility": {"screens": [{"id": "by-hand", "on": "sale", "then": "hold", "reason": "By hand",
                                     "when": {"field": "sale.quantity", "op": "gte", "value": 5}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
        """;

    private App _app = null!;
    private string _slug = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        await _app.AdvanceToNextMonthAsync();
        _slug = await _app.BeginPilotAsync(rules: Rules);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_missing_commission_is_credited_by_the_rules_once_the_owner_grants_the_dispute()
    {
        var partner = await _app.SignUpAsync(_slug, "Missed Agency");
        await SellAsync("s1", "c1", $"\"code\": \"{partner.Code}\",");
        await SellAsync("s2", "c2", string.Empty);
        var period = (await _app.Running.NowAsync()).ToString("yyyy-MM", null);
        await _app.AdvanceToNextMonthAsync();
        await _app.PostAsync($"/api/programs/{_slug}/cycles", $$"""{"period": "{{period}}"}""");
        await _app.Running.SkipAsync(TimeSpan.FromDays(20));
        var statement = (await _app.Outbox.LastAsync(partner.Email, "Your statement")).Link("/statements/");
        var link = (await _app.Outbox.LastAsync(partner.Email, "Your statement")).Link("/dispute/");

        using var sent = await _app.PostFormAsync(
            link,
            ("kind", "missing"),
            ("invoice", "s2"),
            ("claim", "The customer came by our <b>webinar</b> of October.")
        );
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        using var again = await _app.PostFormAsync(
            link,
            ("kind", "missing"),
            ("invoice", "s2"),
            ("claim", "The customer came by our webinar.")
        );
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        await _app.Running.WhenIdleAsync();
        Assert.Contains("Contested since", await PageAsync(statement));
        var browser = new PartnerBrowser(_app.Running);
        await browser.SignInAsync(partner.Email);
        var own = await browser.ReadAsync($"/partner/{_slug}/statements/{period}");
        Assert.Contains("Contested since", own);
        Assert.Contains("/dispute/", own);

        var ask = (await _app.Outbox.LastAsync(App.Owner, "Decide a dispute")).Link("/approve/");
        var page = await _app.Anonymous.GetStringAsync(ask);
        Assert.Contains("&lt;b&gt;webinar&lt;/b&gt;", page);
        Assert.Contains("nobody: the customer has no touch that counts", page);
        using var silent = await _app.PostFormAsync(ask, ("decision", "uphold"));
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        using var granted = await _app.PostFormAsync(ask, ("decision", "grant"), ("note", "You are right."));
        Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        await _app.Running.WhenIdleAsync();

        var mail = await _app.Outbox.LastAsync(partner.Email, "Your dispute is decided");
        Assert.Contains("You are right.", mail.Text);
        var dispute = (await _app.GetAsync($"/api/programs/{_slug}/disputes?status=granted")).GetProperty("data")[0];
        Assert.Equal("touch", dispute.GetProperty("effect").GetProperty("remedy").GetString());
        var commission = Assert.Single(await _app.Program(_slug).CommissionsAsync("customer=c2"));
        Assert.Equal((partner.Id, 2_000), (commission.PartnerId, commission.Amount));
        Assert.True((await _app.Program(_slug).VerifyAuditAsync()).Ok);
        var step = (await _app.GetAsync($"/api/programs/{_slug}/process"))
            .GetProperty("steps")
            .EnumerateArray()
            .Single(each => each.GetProperty("step").GetString() == "decide_dispute");
        Assert.Equal(1, step.GetProperty("done").GetInt32());
    }

    [Fact]
    public async Task An_amount_and_a_hold_are_contested_and_an_upheld_dispute_changes_nothing()
    {
        var partner = await _app.SignUpAsync(_slug, "Claiming Agency");
        var code = $"\"code\": \"{partner.Code}\",";
        await SellAsync("s1", "c1", code);
        await SellAsync("s2", "c2", code + "\"quantity\": 5,");
        var link = await StatementAsync(partner.Email);
        var (amount, held) = (await CommissionAsync("c1"), await CommissionAsync("c2"));

        using var notHeld = await ClaimAsync(link, "hold", amount);
        Assert.Equal(HttpStatusCode.BadRequest, notHeld.StatusCode);
        await DecideAsync(link, "hold", held, ("decision", "uphold"), ("note", "We still wait for the bank."));
        Assert.Equal("held", (await _app.Program(_slug).CommissionAsync(held)).Status);
        await DecideAsync(link, "hold", held, ("decision", "grant"), ("note", "You are right."));
        Assert.NotEqual("held", (await _app.Program(_slug).CommissionAsync(held)).Status);

        await DecideAsync(
            link,
            "amount",
            amount,
            ("decision", "grant"),
            ("note", "Paid twice."),
            ("inputs.amount", "7.50")
        );
        using var again = await ClaimAsync(link, "amount", amount);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("A correction for this is on its way", await again.Content.ReadAsStringAsync());
        var before = (await _app.Program(_slug).BalanceAsync(partner.Id)).Payable;
        await _app.DecideAsync(App.Finance, "Claiming Agency", "approve");
        Assert.Equal(before + 750, (await _app.Program(_slug).BalanceAsync(partner.Id)).Payable);

        var statuses = (await _app.GetAsync($"/api/programs/{_slug}/disputes")).GetProperty("data").EnumerateArray();
        Assert.Equal(
            ["upheld", "granted", "granted"],
            statuses.Select(dispute => dispute.GetProperty("status").GetString())
        );
        Assert.True((await _app.Program(_slug).VerifyLedgerAsync()).Ok);
        Assert.True((await _app.Program(_slug).VerifyAuditAsync()).Ok);

        async Task<string> CommissionAsync(string customer) =>
            Assert.Single(await _app.Program(_slug).CommissionsAsync($"customer={customer}")).Id;
    }

    // Closes the month, and returns the link of the statement by which commissions are contested.
    private async Task<Uri> StatementAsync(string email)
    {
        var period = (await _app.Running.NowAsync()).ToString("yyyy-MM", null);
        await _app.AdvanceToNextMonthAsync();
        await _app.PostAsync($"/api/programs/{_slug}/cycles", $$"""{"period": "{{period}}"}""");
        await _app.Running.SkipAsync(TimeSpan.FromDays(20));
        return (await _app.Outbox.LastAsync(email, "Your statement")).Link("/dispute/");
    }

    private async Task<HttpResponseMessage> ClaimAsync(Uri link, string kind, string commission)
    {
        var answer = await _app.PostFormAsync(
            link,
            ("kind", kind),
            ("commission", commission),
            ("claim", "This is not what we have agreed.")
        );
        await _app.Running.WhenIdleAsync();
        return answer;
    }

    private async Task DecideAsync(
        Uri link,
        string kind,
        string commission,
        params (string Name, string Value)[] decision
    )
    {
        using var claimed = await ClaimAsync(link, kind, commission);
        Assert.Equal(HttpStatusCode.OK, claimed.StatusCode);
        var ask = (await _app.Outbox.LastAsync(App.Owner, "Decide a dispute")).Link("/approve/");
        using var decided = await _app.PostFormAsync(ask, decision);
        Assert.True(decided.StatusCode == HttpStatusCode.OK, await decided.Content.ReadAsStringAsync());
        await _app.Running.WhenIdleAsync();
    }

    private async Task<string> PageAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", "text/html");
        using var answer = await _app.Anonymous.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<JsonElement> SellAsync(string id, string customer, string touch) =>
        _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {
              "event_id": "{{id}}",
              "invoice_id": "{{id}}",
              {{touch}}
              "amount": 10000,
              "currency": "USD",
              "customer": { "external_id": "{{customer}}", "email": "buyer@{{customer}}.test" }
            }
            """
        );
}
