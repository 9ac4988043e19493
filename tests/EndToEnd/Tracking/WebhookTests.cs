using System.Net;

namespace EndToEnd.Tracking;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string Slug = "hooks";

    private App _app = null!;
    private WebhookSender _sender = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartAsync(WebhookSender.Secrets(Slug));
        _sender = new WebhookSender(_app, await _app.BeginPilotAsync(Slug));
        var partner = await _app.SignUpAsync(Slug);
        (_partner, _code) = (partner.GetProperty("id").GetString()!, partner.GetProperty("code").GetString()!);
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(5));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Stripes_invoice_pays_and_its_refund_and_dispute_take_back_by_the_payment_that_only_a_later_webhook_names()
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await TwiceAsync("stripe", Stripe("checkout.session.completed", $$"""
            {"id": "cs_1", "created": {{now - 60}}, "mode": "subscription", "payment_status": "paid", "customer": "cus_1", "invoice": "in_1", "metadata": {"code": "{{_code}}"} }
            """, now));
        await TwiceAsync("stripe", Stripe("invoice.paid", """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "billing_reason": "subscription_create"}""", now));
        Assert.Equal(2_000, await PendingAsync());

        // The refund comes before anything says that this payment was the invoice's: it waits, and goes on when it is said.
        await TwiceAsync("stripe", Stripe("charge.refunded", """{"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 2500, "currency": "usd"}""", now));
        Assert.Equal("held", await StatusAsync("stripe:charge.refunded:ch_1:2500"));
        await TwiceAsync("stripe", Stripe("invoice_payment.paid", """{"id": "inpay_1", "invoice": "in_1", "payment": {"type": "payment_intent", "payment_intent": "pi_1"} }""", now), "ignored");
        Assert.Equal("applied", await StatusAsync("stripe:charge.refunded:ch_1:2500"));
        Assert.Equal(1_500, await PendingAsync());

        const string Dispute = """{"id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 7500, "currency": "usd", "status": "STATUS", "created": 1793872000}""";
        await TwiceAsync("stripe", Stripe("charge.dispute.created", Dispute.Replace("STATUS", "needs_response", StringComparison.Ordinal), now));
        Assert.Equal(0, await PendingAsync());
        await TwiceAsync("stripe", Stripe("charge.dispute.closed", Dispute.Replace("STATUS", "won", StringComparison.Ordinal), now));
        Assert.Equal(1_500, await PendingAsync());
        await VerifyAsync();
    }

    [Fact]
    public async Task Webhooks_that_are_not_genuine_or_not_for_us_are_refused()
    {
        var body = Stripe("invoice.paid", """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd"}""", 1_793_872_000);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _sender.SendAsync("stripe", body, secret: "of another program")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await _sender.SendAsync("stripe", body, secret: WebhookSender.SecretOf("other"))).Status);

        await _app.BeginPilotAsync("bare");
        var bare = await new WebhookSender(_app, "bare").SendAsync("stripe", body);
        Assert.Equal(HttpStatusCode.Unauthorized, bare.Status);
        Assert.Contains("WebhookSecrets__bare__stripe", bare.Body.GetProperty("detail").GetString());

        var (status, problem) = await _app.TryPostAsync($"/webhooks/{Slug}/nobody", "{}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("stripe", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("no JSON", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.Accepted)]
    [InlineData("[[1]]", HttpStatusCode.Accepted)]
    public async Task A_genuine_body_that_is_strange_is_told_so_or_ignored(string body, HttpStatusCode expected)
    {
        foreach (var provider in new[] { "stripe" })
        {
            Assert.Equal(expected, (await _sender.SendAsync(provider, body, "topic")).Status);
        }
    }

    [Fact]
    public async Task A_body_that_is_too_deep_or_too_large_is_refused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _sender.SendAsync("stripe", new string('[', 100) + new string(']', 100))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _sender.SendAsync("stripe", $"\"{new string('x', 1024 * 1024)}\"")).Status);
    }

    [Fact]
    public async Task What_is_not_valid_is_named_and_another_event_under_the_same_id_is_a_conflict()
    {
        var (status, problem) = await _sender.SendAsync("stripe", Stripe("invoice.paid", """{"id": "in_1", "customer": "cus_1", "amount_paid": 50, "currency": "isk"}""", 1_793_872_000));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("/amount", out _));
        var sale = Stripe("invoice.paid", """{"id": "in_2", "customer": "cus_1", "amount_paid": 50, "currency": "usd"}""", 1_793_872_000);
        Assert.Equal(HttpStatusCode.Accepted, (await _sender.SendAsync("stripe", sale)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await _sender.SendAsync("stripe", sale.Replace("50", "60", StringComparison.Ordinal))).Status);
    }

    private static string Stripe(string type, string about, long created) => $$"""{"id": "evt_1", "object": "event", "type": "{{type}}", "created": {{created}}, "data": {"object": {{about}} } }""";

    // Providers send again what was not acknowledged in time: it must have its effect once.
    private async Task TwiceAsync(string provider, string body, string expected = "accepted", string? topic = null)
    {
        for (var i = 0; i < 2; i++)
        {
            var (status, answer) = await _sender.SendAsync(provider, body, topic);
            Assert.True(status == HttpStatusCode.Accepted, $"{status}: {answer}");
            Assert.All(
                answer.TryGetProperty("results", out var results) ? results.EnumerateArray() : Enumerable.Repeat(answer, 1),
                one => Assert.Equal(expected, one.GetProperty("status").GetString()));
        }
    }

    private async Task<long> PendingAsync() => (await _app.GetAsync($"/api/programs/{Slug}/partners/{_partner}/balance")).GetProperty("pending").GetInt64();

    private async Task<string?> StatusAsync(string id) => (await _app.GetAsync($"/api/programs/{Slug}/events/{id}")).GetProperty("status").GetString();

    private async Task VerifyAsync() => Assert.True((await _app.GetAsync($"/api/programs/{Slug}/ledger/verify")).GetProperty("ok").GetBoolean());
}
