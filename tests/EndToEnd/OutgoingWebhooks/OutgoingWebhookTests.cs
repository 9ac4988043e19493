using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Testing.Answers;

namespace EndToEnd.OutgoingWebhooks;

/// <summary>Outgoing webhooks from the effect to the receiver.</summary>
public sealed class OutgoingWebhookTests : IAsyncLifetime
{
    private App _app = null!;
    private Receiver _receiver = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Webhooks__AllowedHosts"] = _receiver.Address.Authority }
        );
        _slug = await _app.BeginPilotAsync(
            rules: """
            "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold", "reason": "Large"}]},
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
            """
        );
        _program = _app.Program(_slug);
        var partner = await _app.SignUpAsync(_slug);
        (_partner, _code) = (partner.Id, partner.Code);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_sale_a_refund_and_a_suspension_are_told_once_and_signed()
    {
        var secret = await PutAsync("""["conversion.*", "commission.*", "partner.suspended"]""");
        await SellAsync("s1", 10_000);
        await SellAsync("s1", 10_000);
        Assert.Equal(
            ["commission.created", "conversion.applied"],
            _receiver.Received.Select(webhook => webhook.Type).Order()
        );
        var conversion = Single("conversion.applied").Data;
        Assert.Equal(
            ("s1", "sale", "applied", 10_000),
            (
                Text(conversion, "event_id"),
                Text(conversion, "type"),
                Text(conversion, "status"),
                conversion.GetProperty("amount").GetInt64()
            )
        );
        var commission = Single("commission.created").Data;
        Assert.Equal(
            (2_000, "USD", "pending"),
            (commission.GetProperty("amount").GetInt64(), Text(commission, "currency"), Text(commission, "status"))
        );
        Assert.Equal(conversion.GetProperty("commissions")[0].GetString(), Text(commission, "id"));

        await TrackAsync("refund", """{"event_id": "r1", "invoice_id": "s1", "amount": 5000}""");
        var reversed = Single("commission.reversed").Data;
        Assert.Equal(1_000, reversed.GetProperty("reversed_amount").GetInt64());
        await _app.PostAsync($"/api/programs/{_slug}/partners/{_partner}/suspend", """{"reason": "Self-referral"}""");
        await _app.Running.WhenIdleAsync();
        var suspended = Single("partner.suspended");
        Assert.Equal(("suspended", "Self-referral"), (Text(suspended.Data, "status"), Text(suspended.Data, "reason")));
        Assert.DoesNotContain("@", suspended.Body, StringComparison.Ordinal);

        Assert.All(_receiver.Received, receivedWebhook => Assert.True(receivedWebhook.IsSignedBy(secret)));
        Assert.All(await DeliveriesAsync(), delivery => Assert.Equal("delivered", delivery.Status));
        Assert.Equal(_receiver.Received.Count, _receiver.Received.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_held_commission_that_is_released_and_a_rejected_sale_are_told()
    {
        await PutAsync("""["*"]""");
        await SellAsync("large", 60_000);
        Assert.Equal("large", Text(Single("conversion.held").Data, "event_id"));
        var held = Single("commission.created").Data;
        Assert.Equal("held", Text(held, "status"));
        await _app.PostAsync(
            $"/api/programs/{_slug}/commissions/{Text(held, "id")}/decision",
            """{"decision": "release", "actor": "owner@example.com", "reason": "Known customer"}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal("pending", Text(Single("commission.released").Data, "status"));
        await TrackAsync(
            "sale",
            """{"event_id": "s2", "invoice_id": "s2", "customer": {"external_id": "c"}, "amount": 100, "currency": "USD", "code": "nobody"}"""
        );
        Assert.Equal("unknown_code", Text(Single("conversion.rejected").Data, "reason"));
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_again_on_schedule_with_the_same_id()
    {
        await PutAsync("""["commission.created"]""");
        _receiver.Status = StatusCodes.Status500InternalServerError;
        await SellAsync("s1", 10_000);
        var pending = Assert.Single(await DeliveriesAsync("pending"));
        var attempt = Assert.Single(pending.Attempts);
        Assert.Equal((500, "Thank you."), (attempt.StatusCode, attempt.Response));
        Assert.InRange(pending.NextAttemptAt!.Value - attempt.At, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.5));

        await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, _receiver.Received.Count);
        _receiver.Status = StatusCodes.Status200OK;
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(3, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(webhook => webhook.Id).Distinct());
        var delivered = Assert.Single(await DeliveriesAsync());
        Assert.Equal(("delivered", 3), (delivered.Status, delivered.Attempts.Count));
        await _app.Running.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(3, _receiver.Received.Count);
    }

    [Fact]
    public async Task An_endpoint_that_asks_to_wait_is_waited_for()
    {
        await PutAsync("""["commission.created"]""");
        (_receiver.Status, _receiver.RetryAfter) = (StatusCodes.Status429TooManyRequests, "120");
        await SellAsync("s1", 10_000);
        (_receiver.Status, _receiver.RetryAfter) = (StatusCodes.Status200OK, null);
        await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(60));
        Assert.Single(_receiver.Received);
        await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(70));
        Assert.Equal(2, _receiver.Received.Count);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_disabled_at_once_and_its_owner_is_told()
    {
        await PutAsync("""["commission.created"]""");
        _receiver.Status = StatusCodes.Status410Gone;
        await SellAsync("s1", 10_000);
        await SellAsync("s2", 10_000);
        Assert.Single(_receiver.Received);
        var endpoint = await _program.WebhookEndpointAsync("crm");
        Assert.Equal((false, "gone"), (endpoint.Enabled, endpoint.DisabledReason));
        Assert.Contains("410", (await _app.Outbox.LastAsync(App.Owner, "The webhook endpoint crm was disabled")).Text);
        Assert.Single(await _program.AuditAsync("limit=1000"), record => record.Action == "webhook_endpoint_disabled");
        Assert.Equal(HttpStatusCode.Conflict, (await _app.TryPostAsync($"{Endpoint()}/test", string.Empty)).Status);

        _receiver.Status = StatusCodes.Status200OK;
        await PutAsync("""["commission.created"]""", isNew: false);
        var missed = Assert.Single(await DeliveriesAsync("failed"));
        await _app.PostAsync($"{Endpoint()}/deliveries/{missed.Id}/redeliver", string.Empty);
        await _app.Running.WhenIdleAsync();
        Assert.Equal("delivered", Assert.Single(await DeliveriesAsync()).Status);
        Assert.Equal(_receiver.Received[0].Id, _receiver.Received[1].Id);
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_five_days_is_disabled()
    {
        await PutAsync("""["commission.created"]""");
        _receiver.Status = StatusCodes.Status503ServiceUnavailable;
        for (var day = 0; day < 6; day++)
        {
            await SellAsync($"s{day}", 10_000);
            await _app.Running.SkipAsync(TimeSpan.FromDays(1));
        }

        var endpoint = await _program.WebhookEndpointAsync("crm");
        Assert.Equal((false, "failing"), (endpoint.Enabled, endpoint.DisabledReason));
        Assert.Single(await _app.Outbox.ListAsync(App.Owner, "The webhook endpoint crm was disabled"));
        Assert.Empty(await DeliveriesAsync("pending"));
        await _app.Running.SkipAsync(TimeSpan.FromDays(31));
        Assert.Empty(await DeliveriesAsync());
    }

    [Fact]
    public async Task For_a_day_after_a_rotation_both_secrets_sign()
    {
        var first = await PutAsync("""["*"]""");
        var second = (await _app.PostAsync<WebhookEndpointJson>($"{Endpoint()}/rotate", string.Empty)).Secret!;
        Assert.NotEqual(first, second);
        await TestAsync();
        Assert.Equal((2, true, true), Signatures(_receiver.Received[^1]));
        await _app.Running.SkipAsync(TimeSpan.FromHours(25));
        await TestAsync();
        Assert.Equal((1, false, true), Signatures(_receiver.Received[^1]));
        Assert.Equal("webhook.test", _receiver.Received[^1].Type);
        Assert.DoesNotContain("secret\"", (await _app.GetAsync(Endpoint())).GetRawText(), StringComparison.Ordinal);

        (int Count, bool First, bool Second) Signatures(ReceivedWebhook webhook) =>
            (webhook.Signature.Split(' ').Length, webhook.IsSignedBy(first), webhook.IsSignedBy(second));
    }

    [Fact]
    public async Task A_private_address_is_refused_at_once()
    {
        using var refused = await _app.Http.PutAsync(
            new Uri(Endpoint(), UriKind.Relative),
            App.Json("""{"url": "https://169.254.169.254/metadata", "types": ["commission.*", "everything"]}""")
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(
            ["/types/1", "/url"],
            (await App.ReadProblemAsync(refused)).Pointers.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task An_endpoint_is_made_listed_and_removed()
    {
        await PutAsync("""["*"]""");
        await PutAsync("""["*"]""", isNew: false);
        Assert.Equal("crm", Assert.Single(await _program.WebhookEndpointsAsync()).Id);
        using var removed = await _app.Http.DeleteAsync(new Uri(Endpoint(), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var missing = await _app.Http.GetAsync(new Uri(Endpoint(), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        await SellAsync("s1", 10_000);
        Assert.Empty(_receiver.Received);
        await PutAsync("""["*"]""");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _app.TryPostAsync($"{Endpoint()}/deliveries/msg_none/redeliver", string.Empty)).Status
        );
    }

    [Fact]
    public async Task An_endpoint_under_the_id_of_a_removed_one_gets_none_of_its_deliveries()
    {
        await PutAsync("""["*"]""");
        _receiver.Status = StatusCodes.Status500InternalServerError;
        await SellAsync("s1", 10_000);
        var sent = _receiver.Received.Count;
        Assert.NotEqual(0, sent);
        using var removed = await _app.Http.DeleteAsync(new Uri(Endpoint(), UriKind.Relative));
        await PutAsync("""["payout.paid"]""");
        _receiver.Status = StatusCodes.Status200OK;

        await _app.Running.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(sent, _receiver.Received.Count);
        Assert.All(
            await _program.DeliveriesAsync("crm"),
            delivery => Assert.Equal(("failed", "endpoint_removed"), (delivery.Status, delivery.Reason))
        );
    }

    private string Endpoint() => $"/api/programs/{_slug}/webhook-endpoints/crm";

    private async Task<string> PutAsync(string types, bool isNew = true, string? url = null)
    {
        using var answer = await _app.Http.PutAsync(
            new Uri(Endpoint(), UriKind.Relative),
            App.Json($$"""{"url": "{{url ?? _receiver.Address.ToString()}}", "types": {{types}} }""")
        );
        var put = await App.ReadAsync<WebhookEndpointJson>(answer);
        Assert.Equal(isNew ? HttpStatusCode.Created : HttpStatusCode.OK, answer.StatusCode);
        return isNew ? put.Secret! : string.Empty;
    }

    private async Task TestAsync()
    {
        await _app.PostAsync($"{Endpoint()}/test", string.Empty);
        await _app.Running.WhenIdleAsync();
    }

    private Task SellAsync(string id, long amount) =>
        TrackAsync(
            "sale",
            $$"""{"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "c-{{id}}"}, "amount": {{amount}}, "currency": "USD", "code": "{{_code}}"}"""
        );

    private async Task TrackAsync(string type, string body)
    {
        await _app.PostAsync($"/api/programs/{_slug}/track/{type}", body);
        await _app.Running.WhenIdleAsync();
    }

    private Task<IReadOnlyList<DeliveryJson>> DeliveriesAsync(string? status = null) =>
        _program.DeliveriesAsync("crm", status is null ? string.Empty : $"status={status}");

    private ReceivedWebhook Single(string type) => Assert.Single(_receiver.Received, webhook => webhook.Type == type);

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
