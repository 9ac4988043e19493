using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.Shopify;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>What Shopify's orders and refunds come to, in the shop's currency.</summary>
public sealed class ShopifyMoneyTests
{
    private static readonly ShopifyWebhooks Shopify = new();

    [Theory]
    [InlineData(
        "the shipping alone",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "18.00", "currency": "EUR"}],
            "refund_shipping_lines": [{"subtotal_amount_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"} } }]
            """,
        2_000,
        0,
        2_000L,
        null
    )]
    [InlineData(
        "lines and shipping",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "90.00", "currency": "EUR"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "80.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"} } }],
            "refund_shipping_lines": [{"subtotal_amount_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"} } }]
            """,
        10_000,
        0,
        2_000L,
        null
    )]
    [InlineData(
        "duties in a list",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "9.00", "currency": "EUR"}],
            "duties": [{"duty_id": 1, "amount_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} } }]
            """,
        1_000,
        0,
        null,
        1_000L
    )]
    [InlineData(
        "duties in an object, amounts as numbers",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "9.00", "currency": "EUR"}],
            "duties": {"duties": [{"duty_id": 1, "amount_set": {"shop_money": {"amount": 9.83, "currency_code": "USD"} } }]}
            """,
        983,
        0,
        null,
        983L
    )]
    [InlineData(
        "shipping told both ways since 2024-10",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "1.80", "currency": "CAD"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "60.93", "currency_code": "INR"}, "presentment_money": {"amount": "0.90", "currency_code": "CAD"} },
              "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "INR"}, "presentment_money": {"amount": "0.00", "currency_code": "CAD"} } }],
            "refund_shipping_lines": [{"subtotal_amount_set": {"shop_money": {"amount": "60.93", "currency_code": "INR"}, "presentment_money": {"amount": "0.90", "currency_code": "CAD"} } }],
            "order_adjustments": [{"kind": "shipping_refund", "amount_set": {"shop_money": {"amount": "-60.93", "currency_code": "INR"}, "presentment_money": {"amount": "-0.90", "currency_code": "CAD"} },
              "tax_amount_set": {"shop_money": {"amount": "0.00", "currency_code": "INR"}, "presentment_money": {"amount": "0.00", "currency_code": "CAD"} } }]
            """,
        12_186,
        0,
        6_093L,
        null
    )]
    [InlineData(
        "shipping as before 2024-10, with its tax",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "10.80", "currency": "EUR"}],
            "order_adjustments": [{"kind": "shipping_refund", "amount_set": {"shop_money": {"amount": "-10.00", "currency_code": "USD"} }, "tax_amount_set": {"shop_money": {"amount": "-2.00", "currency_code": "USD"} } }]
            """,
        1_200,
        200,
        1_000L,
        null
    )]
    [InlineData(
        "less than the lines",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "45.00", "currency": "EUR"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "100.00", "currency_code": "USD"}, "presentment_money": {"amount": "90.00", "currency_code": "EUR"} },
              "total_tax_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"}, "presentment_money": {"amount": "18.00", "currency_code": "EUR"} } }]
            """,
        5_000,
        833,
        null,
        null
    )]
    [InlineData(
        "prices that include tax",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "108.00", "currency": "EUR"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "120.00", "currency_code": "USD"}, "presentment_money": {"amount": "108.00", "currency_code": "EUR"} },
              "total_tax_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"}, "presentment_money": {"amount": "18.00", "currency_code": "EUR"} } }]
            """,
        12_000,
        2_000,
        null,
        null
    )]
    [InlineData(
        "in the shop's currency",
        """
            "transactions": [{"kind": "refund", "status": "success", "amount": "120.00", "currency": "USD"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "90.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"} } }],
            "refund_shipping_lines": [{"subtotal_amount_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} } }]
            """,
        12_000,
        2_000,
        1_000L,
        null
    )]
    public void A_refund_is_the_sum_of_its_components_in_the_shops_currency(
        string about,
        string members,
        long amount,
        long tax,
        long? shipping,
        long? duty
    )
    {
        var body = Refund(members);
        Assert.True(
            (amount, tax, shipping, duty) == (body.Amount, body.Tax, body.Shipping, body.Duty),
            $"{about}: {(body.Amount, body.Tax, body.Shipping, body.Duty)}"
        );
    }

    [Fact]
    public void A_refund_that_tells_nothing_in_the_shops_currency_is_in_the_one_that_was_paid()
    {
        var body = Refund(
            """ "transactions": [{"kind": "refund", "status": "success", "amount": "15000", "currency": "JPY"}] """
        );
        Assert.Equal((15_000, "JPY", null), (body.Amount, body.Currency, body.Tax));
    }

    [Fact]
    public void A_refunded_gift_card_is_no_refund_of_a_sale()
    {
        const string Members = """
            "transactions": [{"kind": "refund", "status": "success", "amount": "AMOUNT", "currency": "USD"}],
            "refund_line_items": [{"line_item": {"gift_card": true}, "subtotal_set": {"shop_money": {"amount": "100.00", "currency_code": "USD"} } }]
            """;
        Assert.Empty(
            Shopify
                .Read(
                    Document(Members.Replace("AMOUNT", "100.00", StringComparison.Ordinal)),
                    ("X-Shopify-Topic", "refunds/create")
                )
                .Events
        );
        Assert.Equal(4_000, Refund(Members.Replace("AMOUNT", "140.00", StringComparison.Ordinal)).Amount);
    }

    [Theory]
    [InlineData(""" "total_price": "100.00", "current_total_price": "40.00" """, 4_000)]
    [InlineData(""" "total_price": "100.00", "current_total_price": "150.00" """, 15_000)]
    [InlineData(""" "total_price": "100.00", "current_total_price": "100.00" """, 10_000)]
    [InlineData(""" "total_price": "100.00" """, 10_000)]
    public void An_order_is_what_it_comes_to_now(string members, long amount) =>
        Assert.Equal(amount, Paid(members).Amount);

    [Fact]
    public void What_was_given_back_before_the_payment_is_in_the_sale_and_told_with_it()
    {
        const string Refunds = """
            "refunds": [{"id": 9, "created_at": "2026-11-05T09:00:00Z", "transactions": [{"kind": "refund", "status": "success", "amount": "60.00", "currency": "USD"}],
              "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "50.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} } }]}]
            """;
        var events = Shopify
            .Read(
                Order(
                    $$""" "total_price": "100.00", "total_tax": "16.00", "current_total_price": "40.00", "current_total_tax": "6.00", {{Refunds}} """
                ),
                ("X-Shopify-Topic", "orders/paid")
            )
            .Events;
        Assert.Equal(["shopify:order:1", "shopify:refund:9"], events.Select(providerEvent => providerEvent.Id));
        Assert.Equal((10_000, 1_600), (events[0].Body!.Amount, events[0].Body!.Tax));
        Assert.Equal(("1", 6_000, 1_000), (events[1].Body!.InvoiceId, events[1].Body!.Amount, events[1].Body!.Tax));

        // Goodwill takes no line off the order.
        Assert.Equal(
            10_000,
            Shopify
                .Read(
                    Order($$""" "total_price": "100.00", "current_total_price": "100.00", {{Refunds}} """),
                    ("X-Shopify-Topic", "orders/paid")
                )
                .Events[0]
                .Body!.Amount
        );
    }

    [Fact]
    public void Tax_shipping_tip_and_duty_of_an_order_are_told_apart()
    {
        var body = Paid(
            """
            "total_price": "155.00", "total_tax": "20.00", "total_tip_received": "5.00", "original_total_duties_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} },
            "total_shipping_price_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"} }
            """
        );
        Assert.Equal((15_500, 2_000, 2_000, 500, 1_000), (body.Amount, body.Tax, body.Shipping, body.Tip, body.Duty));
    }

    [Fact]
    public void Shipping_is_without_its_tax_where_prices_include_it()
    {
        var body = Paid(
            """
            "total_price": "144.00", "total_tax": "24.00", "taxes_included": true,
            "shipping_lines": [{"price": "24.00", "discounted_price": "24.00", "tax_lines": [{"price": "4.00"}]}, {"price": "9.00", "is_removed": true}]
            """
        );
        Assert.Equal((14_400, 2_400, 2_000), (body.Amount, body.Tax, body.Shipping));
    }

    [Fact]
    public void What_the_customer_paid_in_another_currency_is_kept_for_its_refunds()
    {
        const string Sets =
            """ "total_price_set": {"shop_money": {"amount": "100.00", "currency_code": "USD"}, "presentment_money": {"amount": "15000", "currency_code": "JPY"} } """;
        var body = Paid($$""" "total_price": "100.00", {{Sets}} """);
        Assert.Equal((10_000, "USD", 15_000, "JPY"), (body.Amount, body.Currency, body.PaidAmount, body.PaidCurrency));
    }

    [Fact]
    public void Amounts_beyond_all_bounds_are_no_fault()
    {
        const string Huge = "90071992547409.91";
        var set =
            $$"""{"shop_money": {"amount": "{{Huge}}", "currency_code": "USD"}, "presentment_money": {"amount": "{{Huge}}", "currency_code": "EUR"} }""";
        var lines = string.Join(", ", Enumerable.Repeat($$"""{"subtotal_set": {{set}} }""", 2_000));
        Assert.Null(
            Refund(
                $$""" "transactions": [{"kind": "refund", "status": "success", "amount": "{{Huge}}", "currency": "EUR"}], "refund_line_items": [{{lines}}] """
            ).Amount
        );
        Assert.Null(
            Refund(
                $$""" "transactions": [{{string.Join(", ", Enumerable.Repeat($$"""{"kind": "refund", "status": "success", "amount": "{{Huge}}", "currency": "USD"}""", 2_000))}}] """
            ).Amount
        );

        var cards = string.Join(
            ", ",
            Enumerable.Repeat($$"""{"gift_card": true, "price": "{{Huge}}", "quantity": 9223372036854775807}""", 2_000)
        );
        Assert.Equal(
            10_000,
            Paid(
                $$""" "total_price": "100.00", "total_price_set": {{set}}, "line_items": [{{cards}}], "shipping_lines": [{"price": "{{Huge}}"}, {"price": "{{Huge}}"}] """
            ).Amount
        );
    }

    [Fact]
    public void A_gift_card_is_a_sale_when_it_is_spent()
    {
        const string Card =
            """{"gift_card": true, "price": "100.00", "quantity": 1, "product_id": 7, "discount_allocations": [{"amount": "10.00"}]}""";
        Assert.Empty(
            Shopify
                .Read(
                    Order($$""" "total_price": "90.00", "line_items": [{{Card}}] """),
                    ("X-Shopify-Topic", "orders/paid")
                )
                .Events
        );
        var mixed = Paid(
            $$""" "total_price": "190.00", "line_items": [{{Card}}, {"price": "100.00", "quantity": 2, "product_id": 8}] """
        );
        Assert.Equal((10_000, "8", 2), (mixed.Amount, mixed.ProductId, mixed.Quantity));
        Assert.Equal(
            10_000,
            Paid(
                """ "total_price": "100.00", "payment_gateway_names": ["gift_card"], "line_items": [{"price": "100.00", "quantity": 1}] """
            ).Amount
        );
    }

    [Theory]
    [InlineData("""{"id": 1, "kind": "refund", "status": "pending", "amount": "100.00", "currency": "USD"}""", null)]
    [InlineData("""{"id": 1, "kind": "refund", "status": "success", "amount": "100.00", "currency": "USD"}""", 10_000L)]
    [InlineData("""{"id": 1, "kind": "refund", "status": "failure", "amount": "100.00", "currency": "USD"}""", null)]
    [InlineData(
        """{"id": 1, "kind": "refund", "status": "pending", "amount": "100.00", "currency": "USD"}, {"id": 2, "parent_id": 1, "kind": "refund", "status": "success", "amount": "100.00", "currency": "USD"}""",
        10_000L
    )]
    [InlineData(
        """{"id": 1, "kind": "refund", "status": "success", "amount": "60.00", "currency": "USD"}, {"id": 2, "kind": "refund", "status": "pending", "amount": "40.00", "currency": "USD"}""",
        null
    )]
    public void A_refund_counts_once_its_money_has_come(string transactions, long? amount)
    {
        var events = Shopify
            .Read(
                $$"""{"id": 1, "refunds": [{"id": 9, "order_id": 1, "transactions": [{{transactions}}]}]}""",
                ("X-Shopify-Topic", "orders/updated")
            )
            .Events;
        Assert.Equal(amount, events.SingleOrDefault()?.Body!.Amount);
        Assert.All(
            events,
            providerEvent =>
                Assert.Equal(
                    ("shopify:refund:9", "1", true),
                    (providerEvent.Id, providerEvent.Body!.InvoiceId, providerEvent.IsToldRepeatedly)
                )
        );
    }

    private static EventBody Paid(string members) =>
        Shopify.One(Order(members), ("X-Shopify-Topic", "orders/paid")).Body;

    private static string Order(string members) =>
        $$"""{"id": 1, "processed_at": "2026-11-05T10:00:00Z", "currency": "USD", {{members}} }""";

    private static EventBody Refund(string members) =>
        Shopify.One(Document(members), ("X-Shopify-Topic", "refunds/create")).Body;

    private static string Document(string members) =>
        $$"""{"id": 509, "order_id": 450789469, "created_at": "2026-11-05T10:00:00Z", {{members}} }""";
}
