using System.Globalization;
using System.Net;
using Testing.Answers;

namespace EndToEnd.Tracking;

public sealed class DealTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private string _holder = null!;
    private string _other = null!;
    private string _otherCode = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync(
            rules: """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}, {"id": "meeting", "on": "stage", "when": {"field": "stage.name", "op": "equals", "value": "meeting"}, "pay": {"flat": 500}}]
            """
        );
        _program = _app.Program(_slug);
        _holder = (await _app.SignUpAsync(_slug, "Holder")).Id;
        var other = await _app.SignUpAsync(_slug, "Other");
        (_other, _otherCode) = (other.Id, other.Code);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_first_to_register_holds_the_domain_until_it_expires()
    {
        var (created, body) = await RegisterAsync("d1", _holder, "www.Customer.example");
        var deal = body.As<DealJson>();
        Assert.Equal((HttpStatusCode.Created, "customer.example"), (created, deal.Domain));
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync("d1", _holder, "www.Customer.example")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await RegisterAsync("d1", _holder, "another.example")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await RegisterAsync("d3", _other, "eu.customer.example")).Status);
        var (status, conflict) = await RegisterAsync("d2", _other, "customer.example");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(_holder, conflict.GetProperty("held_by").GetString());
        Assert.Equal(deal.ExpiresAt, conflict.GetProperty("held_until").GetDateTimeOffset());
        Assert.Contains("/domain", conflict.As<ProblemJson>().Pointers);

        // The holder's deal goes before the other's click, by the address's domain alone, and only while it is in
        // force.
        await SellAsync("s1", "c1");
        Assert.Equal((2_000, 0), (await PendingAsync(_holder), await PendingAsync(_other)));
        await _app.Running.SkipAsync(TimeSpan.FromDays(31));
        await SellAsync("s2", "c2");
        Assert.Equal(2_000, await PendingAsync(_other));
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync("d2", _other, "customer.example")).Status);
        Assert.Equal(2, (await _program.DealsAsync()).Count);
    }

    [Theory]
    [InlineData("xn--bcher-kva.example", "someone@b\u00fccher.example")]
    [InlineData("b\u00fccher.example", "someone@mail.xn--bcher-kva.example")]
    [InlineData("www.customer.co.uk", "someone@customer.co.uk")]
    public async Task A_domain_is_the_same_however_it_is_written(string domain, string email)
    {
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync("d1", _holder, domain)).Status);
        await TrackAsync(
            "sale",
            $$"""{"event_id": "s1", "invoice_id": "s1", "customer": {"external_id": "c1", "email": "{{email}}"}, "amount": 10000, "currency": "USD"}"""
        );
        Assert.Equal(2_000, await PendingAsync(_holder));
    }

    [Theory]
    [InlineData("co.uk")]
    [InlineData("com")]
    [InlineData("github.io")]
    [InlineData("anything.ck")]
    public async Task What_belongs_to_all_is_nobodys_domain(string domain)
    {
        var (status, problem) = await RegisterAsync("d1", _holder, domain);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "/domain"),
            (status, Assert.Single(problem.As<ProblemJson>().Pointers))
        );
    }

    [Fact]
    public async Task A_lead_and_a_stage_name_their_deal()
    {
        await RegisterAsync("d1", _holder, "customer.example");
        await TrackAsync("stage", """{"event_id": "g1", "deal": "d1", "stage": "meeting"}""");
        Assert.Equal(500, await PendingAsync(_holder));
        await TrackAsync("stage", """{"event_id": "g2", "deal": "nobody", "stage": "meeting"}""");
        Assert.Equal("unknown_deal", (await _program.EventAsync("g2")).Reason);
        await TrackAsync(
            "lead",
            """{"event_id": "l1", "customer": {"external_id": "c1", "email": "someone@gmail.com"}, "deal": "d1"}"""
        );
        await SellAsync("s1", "c1", email: false);
        Assert.Equal(2_500, await PendingAsync(_holder));
    }

    [Fact]
    public async Task What_is_wrong_with_a_deal_is_named()
    {
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/deals",
            """
            {"event_id": "d 1", "partner": "nobody", "company": " ", "domain": "gmail.com", "contact": 7, "expected_amount": -1, "expires_days": 0}
            """
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["/company", "/contact", "/domain", "/event_id", "/expected_amount", "/expires_days", "/partner"],
            problem.Pointers.Order(StringComparer.Ordinal)
        );
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> RegisterAsync(
        string id,
        string partner,
        string domain
    ) =>
        _app.TryPostAsync(
            $"/api/programs/{_slug}/deals",
            $$"""
            {"event_id": "{{id}}", "partner": "{{partner}}", "company": "Customer", "domain": "{{domain}}", "contact": {"name": "Buyer", "email": "buyer@customer.example"}, "expected_amount": 100000, "expires_days": 30}
            """
        );

    private Task SellAsync(string id, string customer, bool email = true) =>
        TrackAsync(
            "sale",
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{customer}}"{{(
                    email ? ", \"email\": \"buyer@eu.customer.example\"" : ""
                )}} }, "amount": 10000, "currency": "USD", "code": "{{_otherCode}}"}
                """
            )
        );

    private async Task TrackAsync(string type, string body)
    {
        await _app.PostAsync($"/api/programs/{_slug}/track/{type}", body);
        await _app.Running.WhenIdleAsync();
    }

    private Task<long> PendingAsync(string partner) => _program.PendingAsync(partner);
}
