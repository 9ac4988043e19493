using System.Net;
using EndToEnd.IncomingWebhooks;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>What webhooks about money come to in the ledger, at 20 % of the net amount.</summary>
public sealed class WebhookAmountTests : IAsyncLifetime
{
    private const string Slug = "hooks";

    private App _app = null!;
    private ProgramReader _program = null!;
    private ProviderWebhookSender _sender = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync(ProviderWebhookSender.Secrets(Slug));
        _sender = new ProviderWebhookSender(_app, await _app.BeginPilotAsync(Slug));
        _program = _app.Program(Slug);
        var partner = await _app.SignUpAsync(Slug);
        (_partner, _code) = (partner.Id, partner.Code);
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(5));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Shopifys_refunds_of_orders_that_were_paid_in_another_currency_count_in_the_shops()
    {
        // Shipping alone: 18.00 EUR were given back for 20.00 USD.
        Assert.Equal(2_000, await OrderAsync(1, Paid("90.00", "EUR")));
        Assert.Equal(1_600, await RefundAsync(11, 1, $"{Given("18.00", "EUR")}, {Shipping("20.00")}"));

        // Nothing is told in the shop's currency: the part of what was paid counts.
        Assert.Equal(3_600, await OrderAsync(2, Paid("15000", "JPY")));
        Assert.Equal(1_600, await RefundAsync(12, 2, Given("15000", "JPY")));

        // Lines and shipping of the whole order, whose shipping is no goods.
        Assert.Equal(3_200, await OrderAsync(3, $"{Paid("90.00", "EUR")}, {ShippingOf("20.00")}"));
        Assert.Equal(
            1_600,
            await RefundAsync(13, 3, $"{Given("90.00", "EUR")}, {Lines("80.00", "0.00")}, {Shipping("20.00")}")
        );

        // The shipping of such an order takes nothing back, and the goods after it all of it.
        Assert.Equal(3_200, await OrderAsync(4, ShippingOf("20.00")));
        Assert.Equal(3_200, await RefundAsync(14, 4, $"{Given("20.00", "USD")}, {Shipping("20.00")}"));
        Assert.Equal(1_600, await RefundAsync(15, 4, $"{Given("80.00", "USD")}, {Lines("80.00", "0.00")}"));

        // Duties are given back as shipping is.
        Assert.Equal(
            3_400,
            await OrderAsync(
                5,
                """ "original_total_duties_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} } """
            )
        );
        Assert.Equal(
            3_400,
            await RefundAsync(
                16,
                5,
                $$"""{{Given("9.00", "EUR")}}, "duties": [{"duty_id": 1, "amount_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} } }]"""
            )
        );
        await VerifyAsync();
    }

    [Fact]
    public async Task Shopifys_orders_are_what_they_come_to_when_they_are_paid_and_gift_cards_when_they_are_spent()
    {
        Assert.Equal(800, await OrderAsync(1, """ "current_total_price": "40.00" """));

        // Given back before the payment, and told again by its own webhook.
        var refund =
            $$"""{"id": 21, "order_id": 2, "created_at": "2026-11-01T00:00:00Z", {{Given("60.00", "USD")}} }""";
        Assert.Equal(1_600, await OrderAsync(2, $$""" "current_total_price": "40.00", "refunds": [{{refund}}] """));
        await SendAsync("shopify", refund, "refunds/create");
        Assert.Equal(1_600, await PendingAsync());

        // The card pays nothing, what is bought with it does.
        Assert.Equal(
            1_600,
            await OrderAsync(3, """ "line_items": [{"gift_card": true, "price": "100.00", "quantity": 1}] """)
        );
        Assert.Equal(
            3_600,
            await OrderAsync(
                4,
                """ "payment_gateway_names": ["gift_card"], "line_items": [{"price": "100.00", "quantity": 1}] """
            )
        );

        // Money that is on its way waits; one refund fails, one comes.
        foreach (
            var (id, status, pending) in new[]
            {
                (31, "pending", 3_600),
                (31, "failure", 3_600),
                (32, "pending", 3_600),
                (32, "success", 1_600),
            }
        )
        {
            var text =
                $$"""{"id": {{id}}, "order_id": 4, "transactions": [{"id": 1, "kind": "refund", "status": "{{status}}", "amount": "100.00", "currency": "USD"}]}""";
            await SendAsync(
                "shopify",
                status == "pending" ? text : $$"""{"id": 4, "refunds": [{{text}}]}""",
                status == "pending" ? "refunds/create" : "orders/updated"
            );
            Assert.Equal(pending, await PendingAsync());
        }

        await VerifyAsync();
    }

    [Fact]
    public async Task Stripes_tax_of_the_whole_counts_by_what_was_paid_and_each_charge_has_its_own_total()
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await StripeAsync(
            "invoice.paid",
            Invoice("in_1", """ "total": 12000, "total_taxes": [{"amount": 2000}], "amount_paid": 6000 """)
        );
        Assert.Equal(1_000, await PendingAsync());

        await StripeAsync(
            "invoice.paid",
            Invoice(
                "in_2",
                """ "amount_paid": 10000, "payments": {"data": [{"payment": {"payment_intent": "pi_1"} }, {"payment": {"payment_intent": "pi_2"} }]} """
            )
        );
        Assert.Equal(3_000, await PendingAsync());
        await StripeAsync(
            "charge.refunded",
            """{"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 4000, "currency": "usd"}"""
        );
        Assert.Equal(2_200, await PendingAsync());
        await StripeAsync(
            "charge.refunded",
            """{"id": "ch_2", "payment_intent": "pi_2", "amount_refunded": 6000, "currency": "usd"}"""
        );
        Assert.Equal(1_000, await PendingAsync());

        // A refund that fails days later, told by several events.
        foreach (var type in new[] { "refund.failed", "refund.updated", "charge.refund.updated" })
        {
            await StripeAsync(
                type,
                """{"id": "re_1", "charge": "ch_2", "payment_intent": "pi_2", "amount": 6000, "currency": "usd", "status": "failed"}"""
            );
            Assert.Equal(2_200, await PendingAsync());
        }

        await VerifyAsync();

        string Invoice(string id, string members) =>
            $$"""{"id": "{{id}}", "customer": "cus_1", "currency": "usd", "metadata": {"code": "{{_code}}"}, {{members}} }""";

        Task StripeAsync(string type, string about) =>
            SendAsync(
                "stripe",
                $$"""{"id": "evt_{{now}}", "object": "event", "type": "{{type}}", "created": {{now++}}, "data": {"object": {{about}} } }"""
            );
    }

    [Fact]
    public async Task Paddles_refunds_have_a_tax_of_their_own()
    {
        await SendAsync(
            "paddle",
            $$"""
            {"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "{{await NowAsync()}}", "data": {
              "id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD", "custom_data": {"via": "{{_code}}"}, "details": {"totals": {"total": "12000", "grand_total": "12000", "tax": "2000"} } } }
            """
        );
        Assert.Equal(2_000, await PendingAsync());
        Assert.Equal(2_000, await AdjustAsync("adj_1", "approved", "0", "2000", "2000"));
        Assert.Equal(1_000, await AdjustAsync("adj_2", "approved", "5000", "0", "5000"));
        Assert.Equal(2_000, await AdjustAsync("adj_2", "reversed", "5000", "0", "5000"));
        Assert.Equal(0, await AdjustAsync("adj_3", "approved", "10000", "0", "10000"));
        await VerifyAsync();

        async Task<long> AdjustAsync(string id, string status, string subtotal, string tax, string total)
        {
            await SendAsync(
                "paddle",
                $$"""
                {"event_type": "adjustment.updated", "occurred_at": "{{await NowAsync()}}", "data": {"id": "{{id}}", "action": "refund", "status": "{{status}}", "transaction_id": "txn_1",
                  "totals": {"subtotal": "{{subtotal}}", "tax": "{{tax}}", "total": "{{total}}"} } }
                """
            );
            await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(1));
            return await PendingAsync();
        }
    }

    private async Task<long> OrderAsync(int id, string members)
    {
        await SendAsync(
            "shopify",
            $$"""
            {"id": {{id}}, "processed_at": "{{await NowAsync()}}", "total_price": "100.00", "currency": "USD", "customer": {"id": 7}, "landing_site": "/?via={{_code}}", {{members}} }
            """,
            "orders/paid"
        );
        return await PendingAsync();
    }

    private async Task<long> RefundAsync(int id, int order, string members)
    {
        await SendAsync(
            "shopify",
            $$"""{"id": {{id}}, "order_id": {{order}}, "created_at": "{{await NowAsync()}}", {{members}} }""",
            "refunds/create"
        );
        return await PendingAsync();
    }

    private static string Paid(string amount, string currency) =>
        $$""" "total_price_set": {"shop_money": {"amount": "100.00", "currency_code": "USD"}, "presentment_money": {"amount": "{{amount}}", "currency_code": "{{currency}}"} } """;

    private static string ShippingOf(string amount) =>
        $$""" "total_shipping_price_set": {"shop_money": {"amount": "{{amount}}", "currency_code": "USD"} } """;

    private static string Given(string amount, string currency) =>
        $$""" "transactions": [{"kind": "refund", "status": "success", "amount": "{{amount}}", "currency": "{{currency}}"}] """;

    private static string Shipping(string amount) =>
        $$""" "refund_shipping_lines": [{"subtotal_amount_set": {"shop_money": {"amount": "{{amount}}", "currency_code": "USD"} } }] """;

    private static string Lines(string amount, string tax) =>
        $$""" "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "{{amount}}", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "{{tax}}", "currency_code": "USD"} } }] """;

    private async Task SendAsync(string provider, string body, string? topic = null)
    {
        for (var i = 0; i < 2; i++)
        {
            var (status, answer) = await _sender.SendAsync(provider, body, topic);
            Assert.True(status == HttpStatusCode.Accepted, $"{status}: {answer}");
        }
    }

    private async Task<string> NowAsync() => (await _app.Running.NowAsync()).UtcDateTime.ToString("O");

    private Task<long> PendingAsync() => _program.PendingAsync(_partner);

    private async Task VerifyAsync() => Assert.True((await _program.VerifyLedgerAsync()).Ok);
}
