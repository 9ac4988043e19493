using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Sales that change and are refunded, in part or as a whole.</summary>
public sealed class SaleChangeRefundTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Changes_and_refunds_round_once()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "12.5"} }] """
        );
        await bench.SendAsync("shopify", ShopifyBodies.Order("9.99", 1), "orders/paid");
        Assert.Equal(125, await bench.KeptAsync());
        await bench.SendAsync("shopify", ShopifyBodies.Order("19.97", 2), "orders/updated");
        Assert.Equal(250, await bench.KeptAsync());
        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "6.66"), "refunds/create");
        Assert.Equal(167, await bench.KeptAsync());
        await bench.SendAsync(
            "shopify",
            ShopifyBodies.Order(
                "19.97",
                3,
                $$""" "refunds": [{{ShopifyBodies.Refund(1, "6.66")}}] """,
                current: "13.31"
            ),
            "orders/updated"
        );
        Assert.Equal(167, await bench.KeptAsync());
        await bench.SendAsync("shopify", ShopifyBodies.Refund(2, "13.31"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Theory]
    [InlineData("success", 1_200)]
    [InlineData("failure", 2_000)]
    public async Task What_a_refund_takes_off_an_order_is_the_sales_until_its_money_has_come(string status, long kept)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        await bench.SendAsync(
            "shopify",
            ShopifyBodies.Order("100.00", 2, Refunded("pending"), current: "60.00"),
            "orders/updated"
        );
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.SendAsync(
            "shopify",
            ShopifyBodies.Order("100.00", 3, Refunded(status), current: "60.00"),
            "orders/updated"
        );
        Assert.Equal(kept, await bench.KeptAsync());
        await bench.VerifyAsync();

        static string Refunded(string status) =>
            $$"""
                "refunds": [{"id": 1, "order_id": 1, "created_at": "2026-11-10T10:00:00Z", "refund_line_items": [{"subtotal": "40.00", "total_tax": "0.00", "subtotal_set": {"shop_money": {"amount": "40.00", "currency_code": "USD"} } }],
                 "transactions": [{"id": 9, "kind": "refund", "status": "{{status}}", "amount": "40.00", "currency": "USD"}]}]
                """;
    }

    [Fact]
    public async Task An_order_that_was_edited_and_refunded_is_what_was_paid_for_it()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 2, current: "150.00"), "orders/updated");
        Assert.Equal(3_000, await bench.KeptAsync());

        // Lines of 50.00 are given back: the order comes to 100.00 again, and the sale does not.
        const string Refunded = """
            "refunds": [{"id": 1, "order_id": 1, "created_at": "2026-11-10T10:00:00Z", "refund_line_items": [{"subtotal": "50.00", "total_tax": "0.00"}],
             "transactions": [{"id": 9, "kind": "refund", "status": "success", "amount": "50.00", "currency": "USD"}]}]
            """;
        await bench.SendAsync(
            "shopify",
            ShopifyBodies.Order("100.00", 3, Refunded, current: "100.00"),
            "orders/updated"
        );
        Assert.Equal(2_000, await bench.KeptAsync());
        Assert.Equal(15_000, (await bench.EventAsync("shopify:order:1")).Event.Body.Amount);
        await bench.VerifyAsync();
    }
}
