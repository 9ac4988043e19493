using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Testing.Answers;

namespace EndToEnd.Tracking;

public sealed class SaleTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync();
        _program = _app.Program(_slug);
        var partner = await _app.SignUpAsync(_slug);
        (_partner, _code) = (partner.Id, partner.Code);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_click_a_lead_and_a_paid_invoice_make_a_commission_that_is_explained()
    {
        var click = await ClickAsync();
        await TrackAsync(
            "lead",
            $$"""{"event_id": "lead-1", "customer": {"external_id": "cus_1", "email": "buyer@customer.example.net"}, "click_id": "{{click}}"}"""
        );
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(1));
        var invoice = await InvoiceAsync("in_1", "cus_1", 12_000, tax: 2_000);
        Assert.Equal(HttpStatusCode.Accepted, invoice);
        await _app.Running.WhenIdleAsync();

        var sale = await _program.EventAsync("stripe:invoice.paid:in_1");
        Assert.Equal("applied", sale.Status);
        var commission = await _program.CommissionAsync(Assert.Single(sale.Commissions));
        Assert.Equal((10_000, 2_000), (commission.BaseAmount, commission.Amount));
        var explained = await _app.GetAsync($"/api/programs/{_slug}/commissions/{commission.Id}/explain");
        Assert.Contains("\"percent\":\"20\"", explained.GetRawText());
        Assert.Equal(2_000, await PendingAsync());
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task The_same_event_again_has_no_effect_and_another_under_its_id_is_a_conflict()
    {
        var sale = Sale("sale-1", "cus_1", 10_000);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await TrackAsync("sale", sale)).Status);
            await _app.Running.WhenIdleAsync();
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.Conflict, (await TrackAsync("sale", Sale("sale-1", "cus_1", 20_000))).Status);
        }

        Assert.Equal(2_000, await PendingAsync());
        Assert.Equal("applied", await StatusAsync("sale-1"));
        var refused = Assert.Single(await _program.EventsAsync("status=rejected"));
        Assert.Equal(("sale-1", "event_id_taken"), (refused.EventId, refused.Reason));
    }

    [Fact]
    public async Task Refunds_take_back_in_proportion_and_one_that_comes_first_waits_for_its_sale()
    {
        await TrackAsync("refund", """{"event_id": "refund-1", "invoice_id": "inv-1", "amount": 3335}""");
        await _app.Running.WhenIdleAsync();
        Assert.Equal("sale_unknown", Assert.Single(await _program.EventsAsync("status=held")).Reason);
        await TrackAsync("sale", Sale("sale-1", "cus_1", 10_005, "inv-1"));
        await _app.Running.WhenIdleAsync();
        Assert.Equal("applied", await StatusAsync("refund-1"));
        Assert.Equal(1_334, await PendingAsync());
        await TrackAsync("refund", """{"event_id": "refund-2", "invoice_id": "inv-1", "total_refunded": 10005}""");
        await _app.Running.WhenIdleAsync();
        Assert.Equal(0, await PendingAsync());
        await TrackAsync("refund", """{"event_id": "refund-3", "invoice_id": "inv-1", "amount": 1}""");
        await _app.Running.WhenIdleAsync();
        Assert.Equal("rejected", await StatusAsync("refund-3"));
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task A_sale_in_another_currency_without_a_rate_is_held_and_so_is_its_refund()
    {
        await TrackAsync("sale", Sale("sale-1", "cus_1", 10_000).Replace("USD", "EUR", StringComparison.Ordinal));
        await _app.Running.WhenIdleAsync();
        await TrackAsync("refund", """{"event_id": "refund-1", "invoice_id": "sale-1", "amount": 100}""");
        await _app.Running.WhenIdleAsync();
        Assert.Equal("fx_rate_missing", (await _program.EventAsync("sale-1")).Reason);
        Assert.Equal("held", await StatusAsync("refund-1"));
        Assert.Equal(0, await PendingAsync());
    }

    [Fact]
    public async Task A_sale_that_pays_nothing_tells_how_that_came()
    {
        await TrackAsync("sale", Sale("sale-1", "cus_1", 10_000));
        await _app.ApproveRulesAsync(
            _slug,
            """ "commissions": [{"id": "large", "on": "sale", "pay": {"percent": "20"}, "when": {"field": "sale.amount", "op": "gte", "value": 50000} }] """
        );
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(1));
        await TrackAsync("sale", Sale("sale-2", "cus_1", 10_000));
        await _app.Running.WhenIdleAsync();

        var paid = await _app.GetAsync($"/api/programs/{_slug}/events/sale-1");
        Assert.Single(paid.As<EventJson>().Commissions);
        Assert.False(paid.TryGetProperty("trace", out _));
        var unpaid = await _program.EventAsync("sale-2");
        Assert.Equal(("applied", "no_rule_matches"), (unpaid.Status, unpaid.Reason));
        var condition = Assert.Single(
            Assert
                .Single(unpaid.Trace!.Value.GetProperty("rules").EnumerateArray())
                .GetProperty("conditions")
                .EnumerateArray()
        );
        Assert.Equal(
            (10_000, 50_000, false),
            (
                condition.GetProperty("seen").GetInt64(),
                condition.GetProperty("value").GetInt64(),
                condition.GetProperty("met").GetBoolean()
            )
        );
    }

    [Fact]
    public async Task A_customer_is_erased_and_what_it_brought_stays()
    {
        await TrackAsync("sale", Sale("sale-1", "cus_1", 10_000));
        await _app.Running.WhenIdleAsync();
        Assert.Equal(HttpStatusCode.NoContent, await EraseAsync("cus_1"));
        Assert.Equal(HttpStatusCode.NotFound, await EraseAsync("cus_2"));
        Assert.Equal((2_000, "applied"), (await PendingAsync(), await StatusAsync("sale-1")));
        Assert.Equal(HttpStatusCode.Accepted, (await TrackAsync("sale", Sale("sale-1", "cus_1", 10_000))).Status);
        Assert.Single(await _program.AuditAsync(), entry => entry is { Action: "customer_erased", Subject: "cus_1" });

        async Task<HttpStatusCode> EraseAsync(string customer)
        {
            using var answer = await _app.Http.DeleteAsync(
                new Uri($"/api/programs/{_slug}/customers/{customer}/personal-data", UriKind.Relative)
            );
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_sale_that_comes_to_more_than_can_be_booked_is_rejected_and_nothing_is_poisoned()
    {
        await _app.ApproveRulesAsync(
            _slug,
            """ "commissions": [{"id": "unit", "on": "sale", "pay": {"flat": 5000000000000000} }] """
        );
        await TrackAsync(
            "sale",
            Sale("sale-1", "cus_1", 10_000).Replace("\"USD\"", "\"USD\", \"quantity\": 2", StringComparison.Ordinal)
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(("rejected", "amount_too_large"), await _program.EventStatusAsync("sale-1"));
        await TrackAsync("sale", Sale("sale-2", "cus_1", 10_000));
        await _app.Running.WhenIdleAsync();
        Assert.Equal(5_000_000_000_000_000, await PendingAsync());
        Assert.Equal(0, (await _app.GetAsync<HealthJson>("/api/health")).Poison);
    }

    [Fact]
    public async Task What_is_written_in_another_way_is_understood()
    {
        var sale = $$"""
            {"type": "sale", "event_id": "sale-1", "invoice_id": "INV/2026/0001?#~\\", "customer": {"external_id": "cus_1", "country": "us"}, "amount": 10000, "currency": "EUR", "fx_rate": 1.1e0, "code": "{{_code}}"}
            """;
        Assert.Equal(HttpStatusCode.Accepted, (await TrackAsync("sale", sale)).Status);
        Assert.Equal(
            HttpStatusCode.Accepted,
            (
                await TrackAsync(
                    "sale",
                    sale.Replace("\"us\"", "\"US\"", StringComparison.Ordinal)
                        .Replace("1.1e0", "\"1.1\"", StringComparison.Ordinal)
                )
            ).Status
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(2_200, await PendingAsync());
        await TrackAsync(
            "refund",
            """{"type": "refund", "event_id": "refund-1", "invoice_id": "INV/2026/0001?#~\\", "amount": 5000}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal("applied", await StatusAsync("refund-1"));
        Assert.Equal(1_100, await PendingAsync());
    }

    [Fact]
    public async Task An_amount_that_the_days_rate_makes_too_great_waits_and_disturbs_no_other()
    {
        var today = (await _app.Running.NowAsync()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await _app.PutAsync($"/api/programs/{_slug}/fx-rates/{today}", """{"rates": {"EUR": "999999999999"} }""");
        var great = Sale("great", "cus_1", 9_007_199_254_740_991, type: true)
            .Replace("USD", "EUR", StringComparison.Ordinal);
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/batch",
            $$"""{"events": [{{great}}, {{Sale("usual", "cus_2", 10_000, type: true)}}]}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(("held", "applied"), (await StatusAsync("great"), await StatusAsync("usual")));
        Assert.Equal(2_000, await PendingAsync());
    }

    [Fact]
    public async Task A_batch_takes_what_is_good_and_says_what_is_not()
    {
        var events = Enumerable
            .Range(0, 200)
            .Select(i => Sale($"sale-{i}", $"cus_{i % 50}", 1_000 + i, $"inv-{i}", type: true))
            .Append("""{"type": "sale", "event_id": "bad"}""");
        var (status, body) = await _app.TryPostAsync(
            $"/api/programs/{_slug}/track/batch",
            $$"""{"events": [{{string.Join(',', events)}}]}"""
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        var batch = body.As<BatchJson>();
        Assert.Equal(200, batch.Accepted);
        Assert.Contains("/invoice_id", batch.Results[200].Errors!);
        await _app.Running.WhenIdleAsync();
        var expected = Enumerable.Range(0, 200).Sum(i => (long)Math.Round((1_000 + i) * 0.2m, MidpointRounding.ToEven));
        Assert.Equal(expected, await PendingAsync());
    }

    [Theory]
    [InlineData("whsec_other", 0)]
    [InlineData("whsec_local_demo_secret", -600)]
    public async Task A_webhook_with_a_wrong_or_old_signature_is_refused(string secret, int seconds) =>
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await InvoiceAsync("in_2", "cus_2", 1_000, secret: secret, seconds: seconds)
        );

    private async Task<string> ClickAsync()
    {
        using var answer = await _app.Anonymous.GetAsync(new Uri($"/r/{_code}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["click_id"]!;
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> TrackAsync(string type, string body) =>
        _app.TryPostAsync($"/api/programs/{_slug}/track/{type}", body);

    private Task<long> PendingAsync() => _program.PendingAsync(_partner);

    private async Task<string> StatusAsync(string id) => (await _program.EventAsync(id)).Status;

    private string Sale(string id, string customer, long amount, string? invoice = null, bool type = false) =>
        $$"""{ {{(type ? "\"type\": \"sale\"," : "")}} "event_id": "{{id}}", "invoice_id": "{{invoice ?? id}}", "customer": {"external_id": "{{customer}}"}, "amount": {{amount}}, "currency": "USD", "code": "{{_code}}"}""";

    private async Task<HttpStatusCode> InvoiceAsync(
        string id,
        string customer,
        long amount,
        long tax = 0,
        string secret = "whsec_local_demo_secret",
        int seconds = 0
    )
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds() + seconds;
        var body = $$"""
            {"id": "evt_{{id}}", "object": "event", "type": "invoice.paid", "created": {{now}}, "data": {"object": {
              "id": "{{id}}", "object": "invoice", "customer": "{{customer}}", "customer_email": "buyer@customer.example.net", "amount_paid": {{amount}}, "currency": "usd",
              "billing_reason": "subscription_create", "status_transitions": {"paid_at": {{now}} }, "total_taxes": [{"amount": {{tax}} }], "metadata": {},
              "lines": {"data": [{"quantity": 1}]} } } }
            """;
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret),
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{now}.{body}"))
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{_slug}/stripe")
        {
            Content = App.Json(body),
        };
        request.Headers.Add("Stripe-Signature", $"t={now},v1={signature}");
        using var answer = await _app.Anonymous.SendAsync(request);
        return answer.StatusCode;
    }
}
