namespace EndToEnd.IncomingWebhooks;

/// <summary>Coupons and customers that several providers name, each in its own way.</summary>
public sealed class CrossProviderWebhookTests
{
    [Fact]
    public async Task A_partners_coupon_counts_among_the_shops_own_also_by_the_providers_name_for_it()
    {
        await using var program = await WebhookProgram.StartAsync();
        await program.App.PostAsync(
            $"/api/programs/{WebhookProgram.Slug}/partners/{program.PartnerId}/coupons",
            """{"code": "ACME10"}"""
        );
        var now = (await program.App.Running.NowAsync()).ToUnixTimeSeconds();
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "promotion_code.created",
                """{"id": "promo_1", "object": "promotion_code", "code": "acme10", "promotion": {"type": "coupon", "coupon": "co_1"} }""",
                now
            ),
            "ignored"
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "checkout.session.completed",
                """
                {"id": "cs_1", "mode": "subscription", "customer": "cus_1", "discounts": [{"coupon": "SUMMER", "promotion_code": null}, {"coupon": "co_1", "promotion_code": "promo_1"}]}
                """,
                now
            )
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "discounts": ["di_1"]}""",
                now
            )
        );
        Assert.Equal(2_000, await program.PendingAsync());
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "customer.discount.created",
                """{"id": "di_2", "object": "discount", "customer": "cus_2", "promotion_code": "promo_2", "source": {"type": "coupon", "coupon": "SUMMER"} }""",
                now
            ),
            "ignored"
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "customer.discount.created",
                """{"id": "di_3", "object": "discount", "customer": "cus_3", "promotion_code": "promo_1", "source": {"type": "coupon", "coupon": "co_1"} }""",
                now
            )
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "invoice.paid",
                """{"id": "in_3", "customer": "cus_3", "amount_paid": 10000, "currency": "usd"}""",
                now
            )
        );
        Assert.Equal(4_000, await program.PendingAsync());
        await program.SendTwiceAsync(
            "shopify",
            $$"""
            {"id": 4711, "processed_at": "{{await program.NowAsync()}}", "total_price": "100.00", "currency": "USD", "email": "guest@customer.example.net", "discount_codes": [{"code": "SUMMER"}, {"code": "acme10"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(6_000, await program.PendingAsync());
        await program.SendTwiceAsync(
            "shopify",
            $$"""
            {"id": 4712, "processed_at": "{{await program.NowAsync()}}", "total_price": "100.00", "currency": "USD", "email": "another@customer.example.net", "discount_codes": [{"code": "SUMMER"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(("applied", "not_attributed"), await program.Client.EventStatusAsync("shopify:order:4712"));
        await program.VerifyAsync();
    }

    [Fact]
    public async Task What_the_merchant_tracked_of_a_customer_and_what_the_provider_sold_it_meet()
    {
        await using var program = await WebhookProgram.StartAsync();
        await SendLeadAsync(program, "c1");
        var now = (await program.App.Running.NowAsync()).ToUnixTimeSeconds();
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "checkout.session.completed",
                """{"id": "cs_1", "mode": "subscription", "customer": "cus_1", "client_reference_id": "c1"}""",
                now
            ),
            "ignored"
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd"}""",
                now
            )
        );
        Assert.Equal("c1", (await program.Client.EventAsync("stripe:invoice.paid:in_1")).Customer);
        Assert.Equal(2_000, await program.PendingAsync());

        // A reference that is no customer's, such as a cart's, is none.
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "checkout.session.completed",
                """
                {"id": "cs_2", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_2", "customer": "cus_2", "client_reference_id": "cart-1", "amount_total": 10000, "currency": "usd"}
                """,
                now
            )
        );
        Assert.Equal("cus_2", (await program.Client.EventAsync("stripe:checkout:cs_2")).Customer);

        await SendLeadAsync(program, "c3");
        await program.SendTwiceAsync(
            "paddle",
            $$"""
            {"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "{{await program.NowAsync()}}", "data": {
              "id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD", "custom_data": {"customer_external_id": "c3"}, "details": {"totals": {"grand_total": "10000"} } } }
            """
        );
        await SendLeadAsync(program, "c4");
        await program.SendTwiceAsync(
            "shopify",
            $$"""
            {"id": 4711, "processed_at": "{{await program.NowAsync()}}", "total_price": "100.00", "currency": "USD", "customer": {"id": 7}, "note_attributes": [{"name": "customer_external_id", "value": "c4"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(6_000, await program.PendingAsync());
        await program.VerifyAsync();
    }

    private static async Task SendLeadAsync(WebhookProgram program, string customer)
    {
        await program.App.PostAsync(
            $"/api/programs/{WebhookProgram.Slug}/track/lead",
            $$"""{"event_id": "lead-{{customer}}", "customer": {"external_id": "{{customer}}"}, "code": "{{program.Code}}"}"""
        );
        await program.App.Running.WhenIdleAsync();

        // Stripe tells times by the second: a sale of the same one would have come before the lead.
        await program.App.Running.AdvanceAsync(TimeSpan.FromSeconds(1));
    }
}
