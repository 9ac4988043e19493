using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Held commissions and held correcting lines that a person reverses, before and after refunds.</summary>
public sealed class RefusedCommissionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Screened = $$"""
        {{WebhookBench.TwentyPercent}}, "hold_days": 0,
        "eligibility": {"screens": [{"id": "big", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold", "reason": "Big"}]}
        """;

    private const string HoldsLostDeals =
        $$"""{{WebhookBench.TwentyPercent}}, "hold_days": 0, "eligibility": {"deal_lost_after_won": "hold"} """;

    [Theory]
    [InlineData("reverse, refund 615.00", 0)]
    [InlineData("refund 615.00, reverse", 0)]
    [InlineData("release, refund 615.00", 0)]
    [InlineData("refund 615.00, release", 0)]
    [InlineData("reverse", 8_000)]
    [InlineData("reverse, change 400.00", 8_000)]
    [InlineData("change 400.00, reverse", 8_000)]
    [InlineData("reverse, refund 307.50", 4_000)]
    [InlineData("refund 307.50, reverse", 4_000)]
    [InlineData("refund 307.50, reverse, change 700.00, refund 392.50", 0)]
    public async Task What_a_refused_increase_would_have_paid_is_taken_back_once(string steps, long kept)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Screened);
        await bench.SendAsync("shopify", ShopifyBodies.Order("400.00", 1), "orders/paid");
        await bench.PayAsync();
        await bench.SendAsync("shopify", ShopifyBodies.Order("615.00", 2), "orders/updated");
        foreach (var (number, step) in steps.Split(", ").Index())
        {
            switch (step.Split(' '))
            {
                case ["change", var total]:
                    await bench.SendAsync("shopify", ShopifyBodies.Order(total, 3 + number), "orders/updated");
                    break;
                case ["refund", var amount]:
                    await bench.SendAsync("shopify", ShopifyBodies.Refund(1 + number, amount), "refunds/create");
                    break;
                default:
                    await DecideAsync(
                        bench,
                        step == "release" ? HoldDecisionKind.Release : HoldDecisionKind.Reverse,
                        4_300
                    );
                    break;
            }
        }

        Assert.Equal(kept, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_commission_that_was_refunded_in_a_payout_and_is_reversed_later_leaves_nothing_to_owe()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, HoldsLostDeals);
        var (ledger, partner, month) = (bench.Host.Get<ILedger>(), PartnerId.Parse("prt_p0"), Period.Parse("2026-12"));
        await bench.SendAsync("hubspot", Deal("closedwon", 1));
        await ledger.MatureAsync(WebhookBench.Program, partner, bench.Host.Clock.GetUtcNow(), default);
        await ledger.ReserveAsync(WebhookBench.Program, partner, month, default);
        await bench.Host.ApplyAllAsync(
            TrackingHost.Event(
                WebhookBench.Program,
                EventType.Refund,
                new()
                {
                    EventId = "r1",
                    InvoiceId = "hubspot:7",
                    Amount = 5_000,
                },
                bench.Host.Clock.GetUtcNow()
            )
        );
        await ledger.ReleaseAsync(WebhookBench.Program, partner, month, "Rejected", default);
        await bench.SendAsync("hubspot", Deal("closedlost", 2));
        Assert.Equal(1_000, await bench.KeptAsync());

        await DecideAsync(bench, HoldDecisionKind.Reverse, 2_000);

        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task What_a_refusal_corrects_is_explained_by_its_trace()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Screened);
        await bench.SendAsync("shopify", ShopifyBodies.Order("400.00", 1), "orders/paid");
        await bench.PayAsync();
        await bench.SendAsync("shopify", ShopifyBodies.Order("615.00", 2), "orders/updated");
        await bench.SendAsync("shopify", ShopifyBodies.Refund(1, "615.00"), "refunds/create");
        await DecideAsync(bench, HoldDecisionKind.Reverse, 4_300);

        var decisions = bench.Host.Get<CommissionDecisionService>();
        foreach (var line in await bench.CommissionsAsync())
        {
            var explained = (await decisions.ExplainAsync(WebhookBench.Program, line.Id.Value, default)).Value!;
            var trace = JsonElement.Parse(explained.Trace);
            Assert.NotEmpty(CommissionPages.Explanation(LedgerHost.Program, explained).Steps);
            if (line.IsCorrection)
            {
                Assert.Equal(line.Amount, ReversalRecomputation.AmountOf(trace));
            }
            else
            {
                Assert.Equal([12_300L, 0, 0], explained.Reversals.Select(reversal => reversal.Kept));
                Assert.Equal([12_300L, 12_300, 8_000], explained.Reversals.Select(reversal => reversal.Granted));
            }
        }

        Assert.Equal(
            [-12_300L, 4_300, 4_300, 8_000],
            (await bench.CommissionsAsync()).Select(line => line.Amount).Order()
        );
    }

    private static async Task DecideAsync(WebhookBench bench, HoldDecisionKind kind, long amount)
    {
        var held = Assert.Single(await bench.CommissionsAsync(), line => line.Status == "held");
        Assert.Equal(amount, held.Amount);
        var decided = await bench
            .Host.Get<CommissionDecisionService>()
            .DecideAsync(
                WebhookBench.Program,
                held.Id.Value,
                new HoldOrder(kind, "ann", "Checked with the customer"),
                default
            );
        Assert.True(decided.Succeeded, decided.Problem?.Detail);
    }

    private static string Deal(string stage, int second) =>
        $$"""
            {"objectId": 7, "portalId": 1, "occurredAt": {{1794300000000
                + (
                    second * 1000
                )}}, "properties": {"dealstage": "{{stage}}", "amount": "100", "deal_currency_code": "USD", "code": "p0"} }
            """;
}
