using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.IncomingWebhooks.Paddle;
using AffiliateFunctions.IncomingWebhooks.Shopify;
using AffiliateFunctions.IncomingWebhooks.Stripe;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>The lines of providers: they sum to what was paid, and whatever was sent is a valid sale.</summary>
public sealed class ProviderLinesTests
{
    private static readonly StripeWebhooks Stripe = new();
    private static readonly PaddleWebhooks Paddle = new();
    private static readonly ShopifyWebhooks Shopify = new();

    [Theory]
    [InlineData(
        "a plan that was left",
        """
            "amount_paid": 8500, "lines": {"data": [
              {"id": "il_1", "amount": -1500, "quantity": 1, "pricing": {"price_details": {"product": "prod_basic", "price": "price_b"} }, "parent": {"subscription_item_details": {"proration": true} } },
              {"id": "il_2", "amount": 10000, "quantity": 1, "pricing": {"price_details": {"product": "prod_pro", "price": "price_p"} }, "parent": {"subscription_item_details": {"proration": true} } }]}
            """,
        "prod_pro",
        1L,
        "il_1 prod_basic -1500/0, il_2 prod_pro 10000/0"
    )]
    [InlineData(
        "the shape before 2025-03-31",
        """
            "amount_paid": 100000, "lines": {"data": [
              {"id": "il_1", "amount": 1000, "quantity": 1, "price": {"id": "price_a", "product": "prod_addon"} },
              {"id": "il_2", "amount": 99000, "quantity": 3, "price": {"id": "price_p", "product": {"id": "prod_pro"} } }]}
            """,
        "prod_addon",
        4L,
        "il_1 prod_addon 1000/0, il_2 prod_pro 99000/0"
    )]
    [InlineData(
        "discounts and exclusive taxes",
        """
            "total": 10800, "amount_paid": 10800, "total_taxes": [{"amount": 1800}], "lines": {"data": [
              {"id": "il_1", "amount": 8000, "discount_amounts": [{"amount": 800}], "taxes": [{"amount": 1440, "tax_behavior": "exclusive"}], "pricing": {"price_details": {"product": "p1"} } },
              {"id": "il_2", "amount": 2000, "discount_amounts": [{"amount": 200}], "taxes": [{"amount": 360, "tax_behavior": "exclusive"}], "pricing": {"price_details": {"product": "p2"} } }]}
            """,
        "p1",
        null,
        "il_1 p1 8640/1440, il_2 p2 2160/360"
    )]
    [InlineData(
        "inclusive taxes",
        """
            "total": 12000, "amount_paid": 12000, "tax": 2000, "lines": {"data": [
              {"id": "il_1", "amount": 6000, "tax_amounts": [{"amount": 1000, "inclusive": true}], "price": {"id": "a", "product": "p1"} },
              {"id": "il_2", "amount": 6000, "tax_amounts": [{"amount": 1000, "inclusive": true}], "price": {"id": "b", "product": "p2"} }]}
            """,
        "p1",
        null,
        "il_1 p1 6000/1000, il_2 p2 6000/1000"
    )]
    [InlineData(
        "credit from the balance",
        """
            "total": 12000, "amount_paid": 6000, "total_taxes": [{"amount": 2000}], "lines": {"data": [
              {"id": "il_1", "amount": 8000, "taxes": [{"amount": 1600}], "pricing": {"price_details": {"product": "p1"} } },
              {"id": "il_2", "amount": 2000, "taxes": [{"amount": 400}], "pricing": {"price_details": {"product": "p2"} } }]}
            """,
        "p1",
        null,
        "il_1 p1 9600/1600, il_2 p2 2400/400, -  -6000/-1000"
    )]
    [InlineData(
        "taxes that no line tells, and more lines than there is room for",
        """
            "total": 13200, "amount_paid": 13200, "total_taxes": [{"amount": 2200}], "lines": {"has_more": true, "data": [
              {"id": "il_1", "amount": 8000, "pricing": {"price_details": {"product": "p1"} } }, {"id": "il_2", "amount": 2000, "pricing": {"price_details": {"product": "p2"} } }]}
            """,
        "p1",
        null,
        "il_1 p1 9760/1760, il_2 p2 2440/440, -  1000/0"
    )]
    public void Stripes_lines_sum_to_what_was_paid(
        string about,
        string members,
        string product,
        long? quantity,
        string lines
    )
    {
        var (_, sale) = Stripe.One(
            $$"""{"id": "evt_1", "type": "invoice.paid", "created": 1793872900, "data": {"object": {"id": "in_1", "customer": "cus_1", "currency": "usd", {{members}} } } }"""
        );
        AssertSale(about, sale, product, quantity, lines);
    }

    [Theory]
    [InlineData(""" "price": {"recurring": {"usage_type": "metered"} } """, null)]
    [InlineData(""" "plan": {"usage_type": "metered"} """, null)]
    [InlineData(""" "price": {"recurring": {"usage_type": "licensed"}, "billing_scheme": "tiered"} """, 12_345L)]
    [InlineData(
        """ "pricing": {"price_details": {"price": "p", "product": "x"}, "unit_amount_decimal": "0.81"} """,
        null
    )]
    [InlineData(
        """ "pricing": {"price_details": {"price": {"recurring": {"usage_type": "metered"} }, "product": "x"} } """,
        null
    )]
    [InlineData(
        """ "pricing": {"price_details": {"price": "p", "product": "x"}, "unit_amount_decimal": "1"} """,
        12_345L
    )]
    [InlineData(""" "pricing": {"price_details": {"price": "p"} }, "quantity_decimal": "12345.6" """, null)]
    [InlineData(
        """ "pricing": {"price_details": {"price": "p"} }, "parent": {"subscription_item_details": {"proration": false} }, "period": {"start": 100, "end": 200} """,
        null
    )]
    [InlineData(
        """ "pricing": {"price_details": {"price": "p"} }, "parent": {"subscription_item_details": {"proration": false} }, "period": {"start": 200, "end": 300} """,
        12_345L
    )]
    [InlineData(""" "description": "API calls" """, null)]
    public void Metered_usage_is_no_quantity(string members, long? quantity)
    {
        var (_, sale) = Stripe.One(
            $$"""
            {"id": "evt_1", "type": "invoice.paid", "data": {"object": {"id": "in_1", "customer": "cus_1", "currency": "usd", "amount_paid": 10000, "period_end": 200,
              "lines": {"data": [{"amount": 10000, "quantity": 12345, {{members}} }]} } } }
            """
        );
        Assert.Equal((quantity, null), (sale.Quantity, sale.Lines));
    }

    [Fact]
    public void Stripes_credit_notes_name_the_lines_of_their_invoice()
    {
        var note = System.Text.Json.JsonElement.Parse(
            """
            {"id": "cn_1", "lines": {"data": [
              {"amount": 1000, "discount_amount": 100, "invoice_line_item": "il_1", "taxes": [{"amount": 180, "tax_behavior": "exclusive"}]},
              {"amount": 1200, "discount_amount": 0, "invoice_line_item": "il_2", "tax_amounts": [{"amount": 200, "inclusive": true}]},
              {"amount": 50, "discount_amount": 0, "type": "custom_line_item"}]} }
            """
        );
        var refund = ProviderLines.Of(
            new EventBody
            {
                EventId = "r",
                InvoiceId = "in_1",
                Amount = 2_330,
            },
            StripeLines.Credited(note, "USD")
        );
        Assert.Equal(
            [("il_1", 1_080, 180), ("il_2", 1_200, 200)],
            refund.Lines!.Select(line => (line.LineId, line.Amount!.Value, line.Tax!.Value))
        );
        Assert.True(IsValid(EventType.Refund, refund));
    }

    [Fact]
    public void Paddles_line_items_are_lines_and_adjustments_name_them()
    {
        var (_, sale) = Paddle.One(
            """
            {"event_type": "transaction.completed", "occurred_at": "2026-11-05T10:00:00Z", "data": {"id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD",
              "items": [{"quantity": 1, "price": {"id": "pri_a", "product_id": "pro_addon"} }, {"quantity": 2, "price": {"id": "pri_p", "product_id": "pro_pro"} }],
              "details": {"totals": {"subtotal": "101000", "discount": "1000", "tax": "20000", "total": "120000", "credit": "0", "grand_total": "120000"}, "line_items": [
                {"id": "txnitm_1", "price_id": "pri_a", "quantity": 1, "totals": {"subtotal": "1000", "discount": "0", "tax": "200", "total": "1200"} },
                {"id": "txnitm_2", "price_id": "pri_p", "quantity": 2, "totals": {"subtotal": "100000", "discount": "1000", "tax": "19800", "total": "118800"}, "product": {"id": "pro_pro"} }]} } }
            """
        );
        AssertSale("paddle", sale, "pro_addon", 3, "txnitm_1 pro_addon 1200/200, txnitm_2 pro_pro 118800/19800");
        Assert.Equal(1_000, sale.Lines![1].Discount);

        var (_, refund) = Paddle.One(
            """
            {"event_type": "adjustment.created", "data": {"id": "adj_1", "action": "refund", "status": "approved", "transaction_id": "txn_1", "totals": {"subtotal": "1000", "tax": "200", "total": "1200"},
              "items": [{"item_id": "txnitm_1", "type": "full", "amount": "1200", "totals": {"subtotal": "1000", "tax": "200", "total": "1200"} }]} }
            """
        );
        Assert.Equal(
            ("txnitm_1", 1_200L, 200L),
            Assert.Single(refund.Lines!) is var line ? (line.LineId, line.Amount, line.Tax) : default
        );
        Assert.True(IsValid(EventType.Refund, refund));
    }

    [Fact]
    public void A_change_of_Paddles_subscription_has_a_credit_for_what_was_left()
    {
        var (_, sale) = Paddle.One(
            """
            {"event_type": "transaction.completed", "occurred_at": "2026-11-05T10:00:00Z", "data": {"id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD", "details": {
              "totals": {"subtotal": "8500", "tax": "0", "total": "8500", "grand_total": "8500"}, "line_items": [
                {"id": "txnitm_1", "quantity": -1, "totals": {"subtotal": "-1500", "discount": "0", "tax": "0", "total": "-1500"}, "product": {"id": "pro_basic"} },
                {"id": "txnitm_2", "quantity": 1, "totals": {"subtotal": "10000", "discount": "0", "tax": "0", "total": "10000"}, "product": {"id": "pro_pro"} }]} } }
            """
        );
        AssertSale("paddle", sale, "pro_pro", 1, "txnitm_1 pro_basic -1500/0, txnitm_2 pro_pro 10000/0");
    }

    [Theory]
    [InlineData(
        "tax beside the prices",
        """ "total_price": "126.00", "total_tax": "21.00", "taxes_included": false """,
        "11 1 5400/900, 12 2 7200/1200"
    )]
    [InlineData(
        "tax in the prices",
        """ "total_price": "105.00", "total_tax": "21.00", "taxes_included": true """,
        "11 1 4500/900, 12 2 6000/1200"
    )]
    public void Shopifys_line_items_are_lines(string about, string members, string lines)
    {
        var (_, sale) = Order(
            members,
            """
            {"id": 11, "product_id": 1, "variant_id": 101, "quantity": 1, "price": "50.00", "discount_allocations": [{"amount": "5.00"}], "tax_lines": [{"price": "9.00"}]},
            {"id": 12, "product_id": 2, "variant_id": 102, "quantity": 3, "price": "20.00", "tax_lines": [{"price": "12.00"}]}
            """
        );
        AssertSale(about, sale, "1", 4, lines);
    }

    [Fact]
    public void Shopifys_edits_gift_cards_and_refunds_before_the_payment_are_taken_into_account()
    {
        var order = """
            {"id": 7, "processed_at": "2026-11-05T10:00:00Z", "currency": "USD", "customer": {"id": 9}, "total_price": "190.00", "current_total_price": "80.00", "line_items": [
              {"id": 11, "product_id": 1, "quantity": 3, "current_quantity": 2, "price": "20.00"},
              {"id": 12, "product_id": 2, "quantity": 2, "current_quantity": 0, "price": "15.00"},
              {"id": 13, "product_id": 3, "quantity": 1, "current_quantity": 1, "price": "40.00"},
              {"id": 14, "gift_card": true, "quantity": 1, "current_quantity": 0, "price": "60.00"}],
             "refunds": [{"id": 21, "order_id": 7, "transactions": [{"kind": "refund", "status": "success", "amount": "20.00", "currency": "USD"}],
               "refund_line_items": [{"line_item_id": 11, "quantity": 1, "subtotal_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"} } }]}]}
            """;
        var events = Shopify.Read(order, ("X-Shopify-Topic", "orders/paid")).Events;
        AssertSale("edited", events[0].Body!, "1", 4, "11 1 6000/0, 13 3 4000/0");
        Assert.Equal(
            ("11", 2_000L),
            Assert.Single(events[1].Body!.Lines!) is var line ? (line.LineId, line.Amount) : default
        );
    }

    [Theory]
    [InlineData("63.00", "45.00", "9.00", "11 5400/900, 12 900/0")]
    [InlineData("54.00", "54.00", "9.00", "11 5400/900")]
    [InlineData("31.50", "45.00", "9.00", "11 2700/450, 12 450/0")]
    public void Shopifys_refunds_name_their_lines(string given, string subtotal, string tax, string lines)
    {
        var other = lines.Contains("12", StringComparison.Ordinal)
            ? """, {"line_item_id": 12, "quantity": 1, "subtotal_set": {"shop_money": {"amount": "9.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"} } }"""
            : string.Empty;
        var (_, refund) = Shopify.One(
            $$"""
            {"id": 21, "order_id": 7, "transactions": [{"kind": "refund", "status": "success", "amount": "{{given}}", "currency": "USD"}], "refund_line_items": [
              {"line_item_id": 11, "quantity": 1, "subtotal_set": {"shop_money": {"amount": "{{subtotal}}", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "{{tax}}", "currency_code": "USD"} } }{{other}}]}
            """,
            ("X-Shopify-Topic", "refunds/create")
        );
        Assert.Equal(lines, string.Join(", ", refund.Lines!.Select(line => $"{line.LineId} {line.Amount}/{line.Tax}")));
        Assert.True(IsValid(EventType.Refund, refund));
    }

    [Fact]
    public void An_order_of_very_many_lines_keeps_the_greatest_and_sums_to_the_whole()
    {
        var items = string.Join(
            ", ",
            Enumerable
                .Range(1, 300)
                .Select(i => $$"""{"id": {{i}}, "product_id": {{i}}, "quantity": 1, "price": "{{i}}.00"}""")
        );
        var (_, sale) = Order(""" "total_price": "45150.00" """, items);
        Assert.Equal((99, 4_515_000, 300), (sale.Lines!.Count, sale.Lines.Sum(line => line.Amount), sale.Quantity));
        Assert.Equal(("203", null), (sale.Lines[0].ProductId, sale.Lines[^1].ProductId));
        Assert.True(IsValid(EventType.Sale, sale));
    }

    private static (EventType Type, EventBody Body) Order(string members, string items) =>
        Shopify.One(
            $$"""{"id": 7, "processed_at": "2026-11-05T10:00:00Z", "currency": "USD", "customer": {"id": 9}, "line_items": [{{items}}], {{members}} }""",
            ("X-Shopify-Topic", "orders/paid")
        );

    private static void AssertSale(string about, EventBody sale, string product, long? quantity, string lines)
    {
        var told = string.Join(
            ", ",
            sale.Lines!.Select(line => $"{line.LineId ?? "-"} {line.ProductId} {line.Amount}/{line.Tax}")
        );
        Assert.True(
            (product, quantity, lines) == (sale.ProductId, sale.Quantity, told),
            $"{about}: {(sale.ProductId, sale.Quantity, told)}"
        );
        Assert.True(IsValid(EventType.Sale, sale));
    }

    private static bool IsValid(EventType type, EventBody body) =>
        TrackingEvent.Check(Affiliate.Domain.Identity.ProgramSlug.Parse("demo"), type, body, Sent.Now.AddYears(1))
            is { Succeeded: true };
}
