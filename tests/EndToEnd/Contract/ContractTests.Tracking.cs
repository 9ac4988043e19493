using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EndToEnd.Contract;

/// <content>The calls that track: links, events, deals and incoming webhooks.</content>
public sealed partial class ContractTests
{
    private async Task FollowLinksAsync()
    {
        await _client.GetAsync($"/r/{_code}?consent=1&utm_source=blog", 302);
        await _client.SendAsync(HttpMethod.Head, $"/r/{_code}", 302);
        await _client.GetAsync("/r/nobody", 404, "text/html");
        await _client.SendAsync(HttpMethod.Head, "/r/nobody", 404);
        await _client.GetAsync($"/r?via={_code}", 302);
        await _client.SendAsync(HttpMethod.Head, $"/r?via={_code}", 302);
        await _client.GetAsync("/r?via=nobody", 404, "text/html");
        await _client.SendAsync(HttpMethod.Head, "/r?via=nobody", 404);
        await _client.GetAsync("/track.js", accept: "text/javascript");
        await _client.SendAsync(HttpMethod.Head, "/track.js", 200);
    }

    private async Task TrackAsync()
    {
        var sale = $$"""
            {"event_id": "s1", "invoice_id": "i1", "customer": {"external_id": "cus_1"}, "amount": 10000,
             "currency": "USD", "code": "{{_code}}"}
            """;
        await _client.PostAsync($"{Program}/track/sale", sale, 202);
        await _client.PostAsync($"{Program}/track/sale", sale.Replace("10000", "20000", StringComparison.Ordinal), 409);
        await _client.PostAsync($"{Program}/track/sale", """{"event_id": "s0"}""", 400);
        await _client.PostTextAsync($"{Program}/track/sale", "s1", "text/plain", 415);
        await _client.PostAsync(
            $"{Program}/track/batch",
            $$"""
            {"events": [
              {"type": "sale", "event_id": "s2", "invoice_id": "i2", "customer": {"external_id": "cus_2"},
               "amount": 60000, "currency": "USD", "code": "{{_code}}"},
              {"type": "click", "event_id": "c1", "code": "{{_code}}"},
              {"type": "sale", "event_id": "s3", "invoice_id": "i3"},
              {"type": "sale", "event_id": "s4", "invoice_id": "i4", "customer": {"external_id": "cus_4"},
               "amount": 100, "currency": "EUR", "code": "{{_code}}"}]}
            """,
            202
        );
        await _app.Running.WhenIdleAsync();
        await SendWebhookAsync();
        await _client.GetAsync($"{Program}/events");
        await _client.GetAsync($"{Program}/events?status=held");
        await _client.GetAsync($"{Program}/events?status=ignored");
        await _client.GetAsync($"{Program}/events?type=sale&limit=1&from=2020-01-01&to=2100-01-01");

        await _client.GetAsync($"{Program}/exports/events", accept: "text/csv");
        await _client.GetAsync($"{Program}/exports/events?status=ignored");
        await _client.GetAsync($"{Program}/events/s1");
        await _client.GetAsync($"{Program}/events/none", 404);
        await _client.PostAsync($"{Program}/events/s1/retry", null, 409);
        await _client.PostAsync($"{Program}/events/s4/retry", null, 202);
        var now = await _app.Running.NowAsync();
        await _client.PutAsync($"{Program}/fx-rates/{now:yyyy-MM-dd}", """{"EUR": "1.0842"}""");
        await _client.GetAsync($"{Program}/fx-rates");
        var deal = $$"""
            {"event_id": "d1", "partner": "{{_partner}}", "company": "Big", "domain": "big.example.com",
             "contact": {"name": "Cora"} }
            """;
        await _client.PostAsync($"{Program}/deals", deal, 201);
        await _client.PostAsync($"{Program}/deals", deal.Replace("\"d1\"", "\"d2\"", StringComparison.Ordinal), 409);
        await _client.GetAsync($"{Program}/deals");
        await _client.PostAsync(
            $"{Program}/customers/cus_9/touches",
            $$"""
            {"partner": "{{_partner}}", "at": "{{now.AddHours(-1):O}}", "actor": "Sam", "reason": "Introduced"}
            """,
            201
        );
        await _app.Running.WhenIdleAsync();
    }

    private async Task SendWebhookAsync()
    {
        const string body = """
            {"id": "evt_1", "object": "event", "type": "ping", "livemode": true, "data": {"object": {}}}
            """;
        var time = (await _app.Running.NowAsync()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        var signature = ("Stripe-Signature", $"t={time},v1={Convert.ToHexStringLower(hash)}");
        await _client.SendAsync(HttpMethod.Post, "/webhooks/demo/stripe", 202, App.Json(body), headers: signature);
        await _client.PostAsync("/webhooks/demo/stripe", body, 401);
        await _client.PostAsync("/webhooks/demo/paypal/payouts", "{}", 401);
    }
}
