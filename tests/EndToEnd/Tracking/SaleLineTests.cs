using System.Net;
using EndToEnd.IncomingWebhooks;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>
/// Sales of several lines by the API, in a batch and by each provider, at 20 % for one product and 5 % for another.
/// </summary>
public sealed class SaleLineTests : IAsyncLifetime
{
    private const string Slug = "lines";
    private const string Rules = """
        "eligibility": {"exceeds_sale": "hold"},
        "commissions": [
          {"id": "pro", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "20"} },
          {"id": "addon", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "addon"}, "pay": {"percent": "5"} },
          {"id": "usage", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "usage"}, "pay": {"flat": 5000} }]
        """;

    private App _app = null!;
    private ProgramReader _program = null!;
    private ProviderWebhookSender _sender = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync(ProviderWebhookSender.Secrets(Slug));
        _sender = new ProviderWebhookSender(_app, await _app.BeginPilotAsync(Slug, Rules));
        _program = _app.Program(Slug);
        var partner = await _app.SignUpAsync(Slug);
        (_partner, _code) = (partner.Id, partner.Code);
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(5));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task By_the_API_and_in_a_batch_each_line_pays_by_its_product_and_refunds_name_lines()
    {
        var sale = Sale(
            "s1",
            8_500,
            """{"product_id": "basic", "amount": -1500}, {"product_id": "pro", "amount": 10000}"""
        );
        await _app.PostAsync($"/api/programs/{Slug}/track/sale", sale);
        Assert.Equal(1_700, await PendingAsync());

        var other = Sale(
            "s2",
            100_000,
            """{"line_id": "a", "product_id": "addon", "amount": 1000}, {"line_id": "p", "product_id": "pro", "amount": 99000}"""
        );
        var wrong = Sale("s3", 100_000, """{"amount": 1}""");
        var batch = await _app.PostAsync<BatchJson>(
            $"/api/programs/{Slug}/track/batch",
            $$"""{"events": [{{Typed(other)}}, {{Typed(wrong)}}]}"""
        );
        Assert.Equal(1, batch.Accepted);
        Assert.Contains("The lines sum to 1, but the sale's 'amount' is 100000", batch.Results[1].Errors!["/lines"][0]);
        Assert.Equal(1_700 + 50 + 19_800, await PendingAsync());

        await _app.PostAsync(
            $"/api/programs/{Slug}/track/refund",
            """{"event_id": "r1", "invoice_id": "s2", "amount": 1000, "lines": [{"line_id": "a", "amount": 1000}]}"""
        );
        Assert.Equal(1_700 + 19_800, await PendingAsync());
        var explained = await ExplainAsync("s2", "pro");
        Assert.Equal(
            ["not_matched", "selected"],
            explained
                .Trace.GetProperty("evaluation")
                .GetProperty("rules")[0]
                .GetProperty("by_line")
                .EnumerateArray()
                .Select(line => line.GetProperty("outcome").GetString())
        );
        await VerifyAsync();
    }

    [Fact]
    public async Task Stripes_invoices_pay_by_their_lines_and_metered_usage_is_no_quantity()
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await InvoiceAsync(
            "in_1",
            """
            "amount_paid": 8500, "lines": {"data": [{"id": "il_1", "amount": -1500, "price": {"id": "p1", "product": "basic"} }, {"id": "il_2", "amount": 10000, "price": {"id": "p2", "product": "pro"} }]}
            """
        );
        Assert.Equal(1_700, await PendingAsync());
        await InvoiceAsync(
            "in_2",
            """
            "amount_paid": 100000, "lines": {"data": [
              {"id": "il_1", "amount": 1000, "pricing": {"price_details": {"price": "p1", "product": "addon"} } }, {"id": "il_2", "amount": 99000, "pricing": {"price_details": {"price": "p2", "product": "pro"} } }]}
            """
        );
        Assert.Equal(1_700 + 19_850, await PendingAsync());
        await InvoiceAsync(
            "in_3",
            """
            "amount_paid": 10000, "lines": {"data": [{"id": "il_1", "amount": 10000, "quantity": 12345, "price": {"id": "p3", "product": "usage", "recurring": {"usage_type": "metered"} } }]}
            """
        );
        Assert.Equal(1_700 + 19_850 + 5_000, await PendingAsync());

        // More than its sale: it waits for a decision.
        await InvoiceAsync(
            "in_4",
            """ "amount_paid": 1000, "lines": {"data": [{"id": "il_1", "amount": 1000, "price": {"id": "p3", "product": "usage"} }]} """
        );
        Assert.Equal(("held", "exceeds_sale"), await _program.EventStatusAsync("stripe:invoice.paid:in_4"));

        // A charge is refunded without a word on lines: all of them in proportion.
        await SendAsync(
            "stripe",
            $$"""{"id": "evt_{{now++}}", "type": "charge.refunded", "created": {{now}}, "data": {"object": {"id": "ch_1", "invoice": "in_2", "amount_refunded": 50000, "currency": "usd"} } }"""
        );
        Assert.Equal(1_700 + 9_925 + 5_000, await PendingAsync());
        await VerifyAsync();

        Task InvoiceAsync(string id, string members) =>
            SendAsync(
                "stripe",
                $$"""
                {"id": "evt_{{now++}}", "object": "event", "type": "invoice.paid", "created": {{now}}, "data": {"object": {"id": "{{id}}", "customer": "cus_1", "currency": "usd", "metadata": {"code": "{{_code}}"}, {{members}} } } }
                """
            );
    }

    [Fact]
    public async Task Paddles_transactions_pay_by_their_items_and_adjustments_name_them()
    {
        await TransactionAsync(
            "txn_1",
            "8500",
            LineOf("txnitm_1", "basic", "-1500"),
            LineOf("txnitm_2", "pro", "10000")
        );
        Assert.Equal(1_700, await PendingAsync());
        await TransactionAsync(
            "txn_2",
            "100000",
            LineOf("txnitm_3", "addon", "1000"),
            LineOf("txnitm_4", "pro", "99000")
        );
        Assert.Equal(1_700 + 19_850, await PendingAsync());
        await SendAsync(
            "paddle",
            $$"""
            {"event_type": "adjustment.created", "occurred_at": "{{await NowAsync()}}", "data": {"id": "adj_1", "action": "refund", "status": "approved", "transaction_id": "txn_2",
              "totals": {"subtotal": "1000", "tax": "0", "total": "1000"}, "items": [{"item_id": "txnitm_3", "type": "full", "totals": {"subtotal": "1000", "tax": "0", "total": "1000"} }]} }
            """
        );
        Assert.Equal(1_700 + 19_800, await PendingAsync());
        await VerifyAsync();

        static string LineOf(string id, string product, string amount) =>
            $$"""{"id": "{{id}}", "quantity": 1, "product": {"id": "{{product}}"}, "totals": {"subtotal": "{{amount}}", "discount": "0", "tax": "0", "total": "{{amount}}"} }""";

        async Task TransactionAsync(string id, string total, params string[] lines) =>
            await SendAsync(
                "paddle",
                $$"""
                {"event_id": "evt_{{id}}", "event_type": "transaction.completed", "occurred_at": "{{await NowAsync()}}", "data": {"id": "{{id}}", "customer_id": "ctm_1", "currency_code": "USD", "custom_data": {"via": "{{_code}}"},
                  "details": {"totals": {"total": "{{total}}", "grand_total": "{{total}}", "tax": "0"}, "line_items": [{{string.Join(
                    ", ",
                    lines
                )}}]} } }
                """
            );
    }

    [Fact]
    public async Task Shopifys_orders_pay_by_their_line_items_and_refunds_name_them()
    {
        await SendAsync(
            "shopify",
            $$"""
            {"id": 1, "processed_at": "{{await NowAsync()}}", "total_price": "1000.00", "currency": "USD", "customer": {"id": 7}, "landing_site": "/?via={{_code}}", "line_items": [
              {"id": 11, "product_id": "addon", "quantity": 1, "price": "10.00"}, {"id": 12, "product_id": "pro", "quantity": 2, "price": "500.00", "discount_allocations": [{"amount": "10.00"}]}]}
            """,
            "orders/paid"
        );
        Assert.Equal(19_850, await PendingAsync());
        await SendAsync(
            "shopify",
            $$"""
            {"id": 21, "order_id": 1, "created_at": "{{await NowAsync()}}", "transactions": [{"kind": "refund", "status": "success", "amount": "10.00", "currency": "USD"}], "refund_line_items": [
              {"line_item_id": 11, "quantity": 1, "subtotal_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"} } }]}
            """,
            "refunds/create"
        );
        Assert.Equal(19_800, await PendingAsync());
        await VerifyAsync();
    }

    [Fact]
    public async Task HubSpots_deals_without_a_currency_are_in_the_programs_and_what_is_wrong_is_named()
    {
        await SendAsync(
            "hubspot",
            $$"""{"portalId": 9, "objectId": 123, "properties": {"dealstage": "closedwon", "amount": "1000.00", "code": "{{_code}}"} }"""
        );
        Assert.Equal("applied", (await _program.EventAsync("hubspot:9:123:sale")).Status);
        var (_, answer) = await _sender.SendAsync(
            "hubspot",
            $$"""{"portalId": 9, "objectId": 124, "properties": {"dealstage": "closedwon", "amount": "1000.00", "deal_currency_code": "dollars", "code": "{{_code}}"} }"""
        );
        Assert.Contains("/properties/deal_currency_code", answer.GetRawText());
        Assert.DoesNotContain("/amount", answer.GetRawText());
    }

    private string Sale(string id, long amount, string lines) =>
        $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "c1"}, "code": "{{_code}}", "amount": {{amount}}, "currency": "usd", "lines": [{{lines}}]}
            """;

    private static string Typed(string body) =>
        body.TrimStart().Replace("{\"event_id\"", "{\"type\": \"sale\", \"event_id\"", StringComparison.Ordinal);

    private async Task<ExplanationJson> ExplainAsync(string id, string rule)
    {
        var commission = (await _program.CommissionsAsync()).Single(found => found.EventId == id && found.Rule == rule);
        Assert.Equal([1], commission.Lines!);
        return await _program.ExplanationAsync(commission.Id);
    }

    private async Task SendAsync(string provider, string body, string? topic = null)
    {
        var (status, answer) = await _sender.SendAsync(provider, body, topic);
        Assert.True(status == HttpStatusCode.Accepted, $"{status}: {answer}");
    }

    private async Task<string> NowAsync() => (await _app.Running.NowAsync()).UtcDateTime.ToString("O");

    private async Task<long> PendingAsync()
    {
        await _app.Running.WhenIdleAsync();
        return await _program.PendingAsync(_partner);
    }

    private async Task VerifyAsync() => Assert.True((await _program.VerifyLedgerAsync()).Ok);
}
