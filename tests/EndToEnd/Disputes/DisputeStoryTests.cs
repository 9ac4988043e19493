using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.Disputes;

/// <summary>A partner contests what its statement says, over HTTP with driven time.</summary>
public sealed class DisputeStoryTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        await _app.AdvanceToNextMonthAsync();
        _slug = await _app.BeginPilotAsync();
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
