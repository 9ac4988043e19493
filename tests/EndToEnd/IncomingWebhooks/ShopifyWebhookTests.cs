namespace EndToEnd.IncomingWebhooks;

/// <summary>What Shopify sends of orders and refunds.</summary>
public sealed class ShopifyWebhookTests
{
    [Fact]
    public async Task A_shops_own_discount_is_no_mistake_and_the_customer_is_known_from_then_on()
    {
        await using var program = await WebhookProgram.StartAsync();
        await program.SendTwiceAsync(
            "shopify",
            Order(1, """, "discount_codes": [{"code": "SUMMER10"}]"""),
            topic: "orders/paid"
        );
        Assert.Equal(
            ("applied", "not_attributed"),
            (await program.StatusAsync("shopify:order:1"), await program.ReasonAsync("shopify:order:1"))
        );
        await program.App.Running.AdvanceAsync(TimeSpan.FromMinutes(1));
        await program.SendTwiceAsync(
            "shopify",
            Order(2, $$""", "landing_site": "/?via={{program.Code}}" """),
            topic: "orders/paid"
        );
        Assert.Equal(
            ("existing_customer", 0),
            (await program.ReasonAsync("shopify:order:2"), await program.PendingAsync())
        );

        static string Order(int id, string more) =>
            $$"""
                {"id": {{id}}, "total_price": "100.00", "total_tax": "0.00", "currency": "USD", "customer": null, "email": "guest@customer.example.net"{{more}} }
                """;
    }

    [Fact]
    public async Task Shopifys_order_pays_for_the_click_though_the_shop_gave_a_discount_of_its_own_and_its_refund_takes_back()
    {
        await using var program = await WebhookProgram.StartAsync();
        await program.SendTwiceAsync(
            "shopify",
            $$"""
            {"id": 4711, "processed_at": "{{await program.NowAsync()}}", "total_price": "100.00", "total_tax": "0.00", "currency": "USD", "customer": null, "email": "guest@customer.example.net",
             "landing_site": "/?via={{program.Code}}", "discount_codes": [{"code": "SUMMER10"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(2_000, await program.PendingAsync());
        await program.SendTwiceAsync(
            "shopify",
            """
            {"id": 4712, "order_id": 4711, "transactions": [{"kind": "refund", "status": "success", "amount": "25.00", "currency": "USD"}]}
            """,
            topic: "refunds/create"
        );
        Assert.Equal(1_500, await program.PendingAsync());
        await program.VerifyAsync();
    }
}
