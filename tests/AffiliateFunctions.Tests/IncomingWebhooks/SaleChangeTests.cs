using System.Text.Json;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.Tracking;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Sales whose figures change after they were tracked.</summary>
public sealed class SaleChangeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("orders/paid")]
    [InlineData("orders/updated")]
    public async Task The_difference_of_a_changed_order_is_posted_and_its_refund_takes_back_all_of_it(string topic)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        Assert.Equal(
            "accepted",
            (await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid")).Status
        );
        Assert.Equal(2_000, await bench.KeptAsync());

        Assert.Equal("accepted", (await bench.SendAsync("shopify", ShopifyBodies.Order("150.00", 2), topic)).Status);
        Assert.Equal(3_000, await bench.KeptAsync());
        Assert.Equal(15_000, (await bench.EventAsync("shopify:order:1")).Event.Body.Amount);

        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "150.00"), "refunds/create");
        var commission = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal((3_000, 3_000, "reversed"), (commission.Amount, commission.ReversedAmount, commission.Status));
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task An_order_of_lines_that_is_edited_pays_by_its_lines_now_and_its_refunds_count_against_them()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            """
            "commissions": [
              {"id": "pro", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "1"}, "pay": {"percent": "20"} },
              {"id": "addon", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "2"}, "pay": {"percent": "5"} }]
            """
        );
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1, Lines("90.00", "10.00")), "orders/paid");
        Assert.Equal(1_800 + 50, await bench.KeptAsync());

        await bench.SendAsync("shopify", ShopifyBodies.Order("150.00", 2, Lines("100.00", "50.00")), "orders/updated");
        Assert.Equal(2_000 + 250, await bench.KeptAsync());

        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "75.00", line: 11), "refunds/create");
        Assert.Equal(500 + 250, await bench.KeptAsync());
        await bench.SendAsync("shopify", ShopifyBodies.Refund(2, "75.00"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();

        static string Lines(string pro, string addon) =>
            $$"""
                "refunds": [], "line_items": [
                  {"id": 11, "product_id": 1, "quantity": 1, "current_quantity": 1, "price": "{{pro}}"},
                  {"id": 12, "product_id": 2, "quantity": 1, "current_quantity": 1, "price": "{{addon}}"}]
                """;
    }

    [Fact]
    public async Task An_order_of_lines_of_which_the_shop_leaves_one_pays_for_that_line()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            """
            "commissions": [
              {"id": "pro", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "1"}, "pay": {"percent": "20"} },
              {"id": "addon", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "2"}, "pay": {"percent": "5"} }]
            """
        );
        const string Pro = """{"id": 11, "product_id": 1, "quantity": 1, "current_quantity": 1, "price": "90.00"}""";
        const string Addon = """{"id": 12, "product_id": 2, "quantity": 1, "current_quantity": 1, "price": "10.00"}""";
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1, Lines($"{Pro}, {Addon}")), "orders/paid");
        Assert.Equal(1_800 + 50, await bench.KeptAsync());

        await bench.SendAsync("shopify", ShopifyBodies.Order("90.00", 2, Lines(Pro)), "orders/updated");
        Assert.Equal(1_800, await bench.KeptAsync());
        await bench.VerifyAsync();

        static string Lines(string lines) => $$""" "refunds": [], "line_items": [{{lines}}] """;
    }

    [Theory]
    [InlineData(""" "commissions": [{"id": "flat", "on": "sale", "pay": {"flat": 5000} }] """, 5_000, 5_000)]
    [InlineData(
        """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }], "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 2500}] """,
        2_000,
        2_500
    )]
    [InlineData(
        """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }], "caps": [{"id": "year", "scope": "partner", "window": "year", "max": 2500}] """,
        2_000,
        2_500
    )]
    [InlineData(
        """ "commissions": [{"id": "small", "on": "sale", "when": {"field": "sale.amount", "op": "lt", "value": 12000}, "pay": {"percent": "10"} }, {"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "30"} }] """,
        1_000,
        4_500
    )]
    [InlineData(
        """ "commissions": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "30"} }] """,
        0,
        4_500
    )]
    [InlineData(
        """ "commissions": [{"id": "tiers", "on": "sale", "pay": {"tiers": {"by": "partner.sale_amount", "window": "month", "mode": "marginal", "steps": [{"from": 0, "percent": "10"}, {"from": 12000, "percent": "50"}]} } }] """,
        1_000,
        2_700
    )]
    public async Task The_rules_judge_the_sale_as_it_is_now(string rules, long before, long after)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, rules);
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        Assert.Equal(before, await bench.KeptAsync());
        await bench.SendAsync("shopify", ShopifyBodies.Order("150.00", 2), "orders/updated");
        Assert.Equal(after, await bench.KeptAsync());
        await bench.VerifyAsync();

        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 3), "orders/updated");
        Assert.Equal(before, await bench.KeptAsync());
        await bench.VerifyAsync();

        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "100.00"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task The_api_tells_a_change_by_itself_and_in_another_currency_it_is_rejected()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        var now = bench.Host.Clock.GetUtcNow();
        await bench.Host.ApplyAllAsync(Change("c1", 15_000));
        Assert.Equal((EventStatus.Held, "sale_unknown"), await StandingAsync("c1"));
        await bench.Host.ApplyAllAsync(
            TrackingHost.Event(
                WebhookBench.Program,
                EventType.Sale,
                new()
                {
                    EventId = "s1",
                    InvoiceId = "i1",
                    Code = "p0",
                    Customer = new() { ExternalId = "7" },
                    Amount = 10_000,
                    Currency = "USD",
                    Quantity = 3,
                },
                now
            )
        );
        Assert.Equal((EventStatus.Applied, null), await StandingAsync("c1"));
        Assert.Equal((3_000, 3), (await bench.KeptAsync(), (await bench.EventAsync("s1")).Event.Body.Quantity));

        await bench.Host.ApplyAllAsync(Change("c2", 20_000, "EUR"));
        Assert.Equal((EventStatus.Rejected, "sale_currency"), await StandingAsync("c2"));
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.Host.ApplyAllAsync(Change("c3", 0));
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();

        async Task<(EventStatus, string?)> StandingAsync(string id) =>
            await bench.EventAsync(id) is var stored ? (stored.Status, stored.Reason) : default;

        TrackingEvent Change(string id, long amount, string? currency = null) =>
            TrackingHost.Event(
                WebhookBench.Program,
                EventType.SaleChange,
                new()
                {
                    EventId = id,
                    InvoiceId = "i1",
                    Amount = amount,
                    Currency = currency,
                },
                now
            );
    }

    [Fact]
    public async Task Several_partners_share_what_a_changed_sale_grants()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            """ "attribution": {"model": "linear", "precedence": ["click", "coupon"]}, "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """,
            partners: 3
        );
        var now = bench.Host.Clock.GetUtcNow();
        await bench.Host.ApplyAllAsync([
            .. Enumerable
                .Range(0, 3)
                .Select(i =>
                    TrackingHost.Event(
                        WebhookBench.Program,
                        EventType.Lead,
                        new()
                        {
                            EventId = $"l{i}",
                            OccurredAt = now.AddDays(i - 5),
                            Customer = new() { ExternalId = "7" },
                            Code = $"p{i}",
                        },
                        now
                    )
                ),
        ]);
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.01", 1), "orders/paid");
        Assert.Equal(
            [250, 250, 500],
            (await bench.CommissionsAsync()).Select(commissionView => commissionView.Amount).Order()
        );

        await bench.SendAsync("shopify", ShopifyBodies.Order("200.22", 2), "orders/updated");
        Assert.Equal(
            [500, 501, 1_001],
            (await bench.CommissionsAsync()).Select(view => view.Amount - view.ReversedAmount).Order()
        );
        await bench.VerifyAsync();

        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "200.22"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_paid_commission_stays_and_lines_carry_the_differences()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            $"{WebhookBench.TwentyPercent}, \"hold_days\": 0"
        );
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        await bench.PayAsync();

        await bench.SendAsync("shopify", ShopifyBodies.Order("150.00", 2), "orders/updated");
        await bench.SendAsync("shopify", ShopifyBodies.Order("50.00", 3), "orders/updated");
        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "50.00"), "refunds/create");

        Assert.Equal(
            [-2_000, -1_000, 1_000, 2_000],
            (await bench.CommissionsAsync()).Select(commissionView => commissionView.Amount).Order()
        );
        Assert.Equal("paid", Assert.Single(await bench.CommissionsAsync(), view => view.Amount == 2_000).Status);
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_change_is_explained_by_its_trace()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", ShopifyBodies.Order("150.00", 2), "orders/updated");
        var commission = Assert.Single(await bench.CommissionsAsync());

        var reversal = Assert.Single(
            await bench
                .Host.Get<LedgerStore>()
                .ReversalsAsync(WebhookBench.Program, commission.PartnerId, commission.Id, default)
        );
        Assert.Equal((2_000L, 3_000L, 1_000L), (reversal.GrantedBefore, reversal.Granted, reversal.Difference));
        Assert.Equal(3_000, reversal.Evaluation!.Value.GetProperty("amount").GetInt64());
        var shown = JsonSerializer.SerializeToElement(reversal, StoredJson.Options);
        Assert.Equal(1_000, ReversalRecomputation.AmountOf(shown));
    }
}
