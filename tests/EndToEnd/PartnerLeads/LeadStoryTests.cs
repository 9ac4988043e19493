using System.Net;
using System.Text.Json;

namespace EndToEnd.PartnerLeads;

/// <summary>A lead of the company on its way to a partner, over HTTP with driven time.</summary>
public sealed class LeadStoryTests : IAsyncLifetime
{
    private const string Rules = """
        "commissions": [
          {"id": "meeting", "on": "stage", "when": {"field": "stage.name", "op": "equals", "value": "meeting"}, "pay": {"flat": 500}},
          {"id": "negotiation", "on": "stage", "pay": {"flat": 70}, "when": {"all": [
            {"field": "stage.name", "op": "equals", "value": "negotiation"},
            {"field": "stage.reported_by", "op": "in", "value": ["partner", "company"]}]}},
          {"id": "share", "on": "sale", "pay": {"percent": "20"}}
        ]
        """;

    private const string Lead = """
        {"lead_id": "lead-1", "expected_amount": 500000, "message": "200 seats.",
         "customer": {"company": "Big Customer", "domain": "customer.test", "contact_name": "Cora", "email": "cora@customer.test"}}
        """;

    private App _app = null!;
    private string _slug = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync(rules: Rules);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_lead_goes_to_the_next_partner_who_reports_its_stages_without_paying_itself()
    {
        var (first, second) = (await _app.SignUpAsync(_slug, "First"), await _app.SignUpAsync(_slug, "Second"));
        await _app.PostAsync($"/api/programs/{_slug}/leads", Lead);
        await _app.Running.WhenIdleAsync();
        var declined = (await _app.Outbox.LastAsync(first.Email, "A lead")).Link("/lead-offers/");
        Assert.DoesNotContain("customer.test", await _app.Anonymous.GetStringAsync(declined));
        Assert.Equal("offered", await StatusAsync());
        await PostAsync(declined, HttpStatusCode.OK, ("decision", "decline"), ("reason", "No time."));
        await PostAsync(declined, HttpStatusCode.Conflict, ("decision", "accept"));

        await _app.Running.AdvanceAsync(TimeSpan.FromHours(25));
        await _app.Outbox.LastAsync(second.Email, "Reminder: a lead");
        var offer = (await _app.Outbox.LastAsync(second.Email, "A lead")).Link("/lead-offers/");
        await PostAsync(offer, HttpStatusCode.BadRequest, ("decision", ""));
        await PostAsync(offer, HttpStatusCode.OK, ("decision", "accept"));
        var mail = await _app.Outbox.LastAsync(second.Email, "is yours");
        Assert.Contains("cora@customer.test", mail.Text);
        Assert.Equal(second.Id, Assert.Single(await _app.Program(_slug).DealsAsync()).Partner);

        await _app.Running.SkipAsync(TimeSpan.FromDays(15));
        var update = (await _app.Outbox.LastAsync(second.Email, "How is the lead")).Link("/partner-leads/");
        await PostAsync(update, HttpStatusCode.OK, ("stage", "meeting"), ("number", "1"));
        await PostAsync(update, HttpStatusCode.OK, ("stage", "meeting"), ("number", "1"));
        await ExtendOnceAsync(update);
        await PostAsync(update, HttpStatusCode.OK, ("stage", "negotiation"), ("number", "3"), ("note", "<b>Soon</b>"));
        await _app.Running.WhenIdleAsync();
        Assert.Contains("&lt;b&gt;Soon&lt;/b&gt;", await _app.Anonymous.GetStringAsync(update));

        // The company reports the meeting too, which is what the rule pays.
        var reported = await _app.GetAsync($"/api/programs/{_slug}/events/lead:lead-1:stage:1");
        Assert.Equal(("applied", "partner"), (Text(reported, "status"), Text(reported, "reported_by")));
        Assert.Equal(70, await _app.Program(_slug).PendingAsync(second.Id));
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/stage",
            """{"event_id": "crm-1", "deal": "lead:lead-1:2", "stage": "meeting"}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(570, await _app.Program(_slug).PendingAsync(second.Id));

        await PostAsync(update, HttpStatusCode.OK, ("stage", "won"), ("number", "4"));
        await _app.Running.WhenIdleAsync();
        Assert.Equal("won", await StatusAsync());
        await PostAsync(update, HttpStatusCode.Conflict, ("stage", "lost"));
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            """
            {"event_id": "s1", "invoice_id": "s1", "amount": 10000, "currency": "USD",
             "customer": {"external_id": "c1", "email": "buyer@customer.test"}}
            """
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(2_570, await _app.Program(_slug).PendingAsync(second.Id));
        Assert.True((await _app.Program(_slug).VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task The_owner_decides_a_conflict_by_link_and_a_withdrawn_lead_ends_its_registration()
    {
        var (first, second) = (await _app.SignUpAsync(_slug, "First"), await _app.SignUpAsync(_slug, "Second"));
        await _app.PostAsync(
            $"/api/programs/{_slug}/deals",
            $$"""{"event_id": "d1", "partner": "{{second.Id}}", "company": "Big Customer", "domain": "customer.test"}"""
        );
        await _app.PostAsync($"/api/programs/{_slug}/leads", Lead);
        await _app.Running.WhenIdleAsync();
        var offer = (await _app.Outbox.LastAsync(first.Email, "A lead")).Link("/lead-offers/");
        await PostAsync(offer, HttpStatusCode.OK, ("decision", "accept"));
        await _app.Running.WhenIdleAsync();
        Assert.Equal("conflict", await StatusAsync());
        var ask = (await _app.Outbox.LastAsync(App.Owner, "who gets the customer")).Link("/approve/");
        Assert.Contains($"Second ({second.Id})", await _app.Anonymous.GetStringAsync(ask));
        await PostAsync(ask, HttpStatusCode.OK, ("decision", "approve"));
        await _app.Running.WhenIdleAsync();
        await _app.Outbox.LastAsync(first.Email, "is yours");
        var ended = await _app.Outbox.LastAsync(second.Email, "Your registration of Big Customer has ended");
        Assert.Contains("given this customer to another partner", ended.Text);
        var step = (await _app.GetAsync($"/api/programs/{_slug}/process"))
            .GetProperty("steps")
            .EnumerateArray()
            .Single(each => Text(each, "step") == "decide_lead_conflict");
        Assert.Equal(1, step.GetProperty("done").GetInt32());

        await _app.PostAsync($"/api/programs/{_slug}/leads/lead-1/withdraw", """{"reason": "They bought from us."}""");
        await _app.Running.WhenIdleAsync();
        await _app.Outbox.LastAsync(first.Email, "About the lead");
        Assert.Equal("withdrawn", await StatusAsync());
        Assert.All(
            (await _app.GetAsync($"/api/programs/{_slug}/deals")).GetProperty("data").EnumerateArray(),
            deal => Assert.Equal("expired", Text(deal, "status"))
        );
        Assert.True((await _app.Program(_slug).VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task A_rejected_conflict_leaves_the_customer_to_its_holder_and_a_lead_can_be_taken_over()
    {
        var (first, second) = (await _app.SignUpAsync(_slug, "First"), await _app.SignUpAsync(_slug, "Second"));
        var (reserved, _) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/deals",
            $$"""{"event_id": "lead:lead-1:1", "partner": "{{second.Id}}", "company": "Big Customer", "domain": "customer.test"}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, reserved);
        await _app.PostAsync(
            $"/api/programs/{_slug}/deals",
            $$"""{"event_id": "d1", "partner": "{{second.Id}}", "company": "Big Customer", "domain": "customer.test"}"""
        );
        await SendLeadAsync("lead-1");
        await AcceptAsync(first.Email);
        await DecideConflictAsync("reject");
        await _app.Outbox.LastAsync(first.Email, "About the lead");

        // The holder is asked next, and its own deal is the lead's.
        await AcceptAsync(second.Email);
        Assert.Equal(("accepted", second.Id), (await StatusAsync(), await HolderAsync()));

        await SendLeadAsync("lead-2");
        await AcceptAsync(first.Email);
        await DecideConflictAsync("approve");
        Assert.Equal("taken_over", await StatusAsync());
        Assert.Equal(("accepted", first.Id), (await StatusAsync("lead-2"), await HolderAsync()));
        await _app.Outbox.LastAsync(second.Email, "Your registration of Big Customer has ended");
        Assert.Single(
            (await _app.GetAsync($"/api/programs/{_slug}/leads?status=taken_over")).GetProperty("data").EnumerateArray()
        );
        Assert.True((await _app.Program(_slug).VerifyAuditAsync()).Ok);

        async Task DecideConflictAsync(string decision)
        {
            var ask = (await _app.Outbox.LastAsync(App.Owner, "who gets the customer")).Link("/approve/");
            await PostAsync(ask, HttpStatusCode.OK, ("decision", decision), ("reason", "So be it."));
        }
    }

    private async Task SendLeadAsync(string id)
    {
        await _app.PostAsync($"/api/programs/{_slug}/leads", Lead.Replace("lead-1", id, StringComparison.Ordinal));
        await _app.Running.WhenIdleAsync();
    }

    private async Task AcceptAsync(string partner)
    {
        var offer = (await _app.Outbox.LastAsync(partner, "A lead")).Link("/lead-offers/");
        await PostAsync(offer, HttpStatusCode.OK, ("decision", "accept"));
    }

    // The partner whose deal is in force.
    private async Task<string?> HolderAsync() =>
        Text(
            (await _app.GetAsync($"/api/programs/{_slug}/deals"))
                .GetProperty("data")
                .EnumerateArray()
                .Single(deal => Text(deal, "status") != "expired"),
            "partner"
        );

    // The registration is extended by the days of the lead, once.
    private async Task ExtendOnceAsync(Uri update)
    {
        var before = Assert.Single(await _app.Program(_slug).DealsAsync()).ExpiresAt;
        await PostAsync(update, HttpStatusCode.OK, ("stage", "extend"), ("number", "2"));
        Assert.Equal(before.AddDays(90), Assert.Single(await _app.Program(_slug).DealsAsync()).ExpiresAt);
        await PostAsync(update, HttpStatusCode.BadRequest, ("stage", "extend"), ("number", "3"));
    }

    private async Task<string?> StatusAsync(string lead) =>
        Text(await _app.GetAsync($"/api/programs/{_slug}/leads/{lead}"), "status");

    private Task<string?> StatusAsync() => StatusAsync("lead-1");

    private async Task PostAsync(Uri link, HttpStatusCode status, params (string Name, string Value)[] fields)
    {
        using var answer = await _app.PostFormAsync(link, fields);
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        await _app.Running.WhenIdleAsync();
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
