using Affiliate.Domain.Ledger;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking;
using Azure;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Changes of a sale that come late, before the sale, again, or after an interruption.</summary>
public sealed class SaleChangeOrderTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_smaller_amount_takes_back_and_what_was_told_before_is_known_again()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", ShopifyBodies.Order("60.00", 2), "orders/updated");
        await bench.SendAsync("shopify", ShopifyBodies.Order("60.00", 2), "orders/updated");
        Assert.Equal(1_200, await bench.KeptAsync());

        // The first state again, but later; then an earlier state that arrives late.
        Assert.Equal(
            "accepted",
            (await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 3), "orders/updated")).Status
        );
        Assert.Equal(2_000, await bench.KeptAsync());
        var late = await bench.SendAsync("shopify", ShopifyBodies.Order("80.00", 2), "orders/updated", id: "late");
        Assert.Equal(("ignored", "superseded"), (late.Status, late.Reason));
        var same = await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 4), "orders/updated", id: "same");
        Assert.Equal(("ignored", "unchanged"), (same.Status, same.Reason));
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task What_comes_before_its_sale_waits_for_it_and_a_screen_holds_what_is_more()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            $$"""{{WebhookBench.TwentyPercent}}, "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold"}]} """
        );
        await bench.SendAsync("shopify", ShopifyBodies.Order("150.00", 2), "orders/updated");
        Assert.Empty(await bench.CommissionsAsync());
        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "15.00"), "refunds/create");
        await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
        Assert.Equal(2_700, await bench.KeptAsync());

        await bench.SendAsync("shopify", ShopifyBodies.Order("615.00", 3), "orders/updated");
        var held = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal(("held", 12_000), (held.Status, held.Amount - held.ReversedAmount));

        await bench
            .Host.Get<CommissionDecisionService>()
            .DecideAsync(
                WebhookBench.Program,
                held.Id.Value,
                new HoldOrder(HoldDecisionKind.Release, "ann", "Fine"),
                default
            );
        Assert.Equal("pending", Assert.Single(await bench.CommissionsAsync()).Status);
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_sale_that_nobody_is_credited_for_changes_too_and_pays_what_it_is_once_it_is_credited()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        var (first, now) = (
            ShopifyBodies.Order("100.00", 1).Replace("\"code\"", "\"other\"", StringComparison.Ordinal),
            bench.Host.Clock.GetUtcNow()
        );
        await bench.SendAsync("shopify", first, "orders/paid");
        await bench.SendAsync(
            "shopify",
            first
                .Replace("100.00", "150.00", StringComparison.Ordinal)
                .Replace("09:01", "09:02", StringComparison.Ordinal),
            "orders/updated"
        );
        Assert.Equal(15_000, (await bench.EventAsync("shopify:order:1")).Event.Body.Amount);

        await bench.Host.ApplyAllAsync([
            TrackingHost.Event(
                WebhookBench.Program,
                EventType.Lead,
                new()
                {
                    EventId = "l1",
                    OccurredAt = now.AddDays(-1),
                    Customer = new() { ExternalId = "7" },
                    Code = "p0",
                },
                now
            ),
        ]);
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_has_its_effect_once_whichever_request_fails(bool answerLost)
    {
        var fault = new StorageFault();
        for (var (failsAt, requests) = (0, 1); failsAt <= requests; failsAt++)
        {
            await using var bench = await WebhookBench.StartAsync(
                azurite,
                $$"""{{WebhookBench.TwentyPercent}}, "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 2500}] """,
                fault: fault
            );
            fault.Arm(0, answerLost);
            await bench.SendAsync("shopify", ShopifyBodies.Order("100.00", 1), "orders/paid");
            fault.Arm(failsAt, answerLost);
            for (var tries = 0; ; tries++)
            {
                try
                {
                    await bench.ReceiveAsync("shopify", ShopifyBodies.Order("150.00", 2), "orders/updated");
                    break;
                }
                catch (RequestFailedException) when (tries < 3)
                {
                    // The provider sends it again.
                }
            }

            foreach (var message in await bench.Host.TakeQueuedAsync())
            {
                await TrackingHost.DeliverAsync(() => bench.Host.ApplyAsync(message));
            }

            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            Assert.Equal(2_500, await bench.KeptAsync());
            await bench.VerifyAsync();
        }
    }
}
