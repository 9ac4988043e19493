using Affiliate.Domain.Ledger;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Changes of a sale as Stripe, Paddle and HubSpot report them.</summary>
public sealed class ProviderSaleChangeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Other_providers_tell_a_sale_again_too()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("stripe", Invoice(10_000, 1));
        await bench.SendAsync("stripe", Invoice(15_000, 2));
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.SendAsync("paddle", Transaction("10000", 1));
        await bench.SendAsync("paddle", Transaction("5000", 2));
        Assert.Equal(4_000, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task The_amount_of_a_deal_is_corrected_and_a_lost_deal_is_reversed_until_it_is_won_again()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("hubspot", Deal("closedwon", "100", 1));
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.SendAsync("hubspot", Deal("closedwon", "150", 2));
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.SendAsync("hubspot", Notification("amount", "125.50", 2_500));
        Assert.Equal(2_510, await bench.KeptAsync());
        await bench.SendAsync("hubspot", Deal("closedlost", "150", 3));
        Assert.Equal((0, "reversed"), (await bench.KeptAsync(), Assert.Single(await bench.CommissionsAsync()).Status));
        await bench.SendAsync("hubspot", Deal("closedlost", "150", 3));
        await bench.SendAsync("hubspot", Deal("closedwon", "150", 4));
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.SendAsync("hubspot", Notification("dealstage", "closedlost", 5_000));
        Assert.Equal(0, await bench.KeptAsync());
        Assert.Equal("sale_unknown", (await bench.SendAsync("hubspot", Notification("amount", "99", 6_000))).Reason);
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_lost_deal_waits_for_a_person_where_the_rule_book_says_so()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            $$"""{{WebhookBench.TwentyPercent}}, "hold_days": 0, "eligibility": {"deal_lost_after_won": "hold"} """
        );
        await bench.SendAsync("hubspot", Deal("closedwon", "100", 1));
        await bench.SendAsync("hubspot", Deal("closedlost", "100", 2));
        var held = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal(("held", 2_000L, 0L), (held.Status, held.Amount, held.ReversedAmount));

        await bench
            .Host.Get<CommissionDecisionService>()
            .DecideAsync(
                WebhookBench.Program,
                held.Id.Value,
                new HoldOrder(HoldDecisionKind.Release, "ann", "Paid all the same"),
                default
            );
        await bench.PayAsync();
        await bench.SendAsync("hubspot", Deal("closedwon", "100", 3));
        await bench.SendAsync("hubspot", Deal("closedlost", "100", 4));
        Assert.Equal(("paid", 2_000), (Assert.Single(await bench.CommissionsAsync()).Status, await bench.KeptAsync()));
        Assert.Contains(
            await bench
                .Host.Get<EventQueries>()
                .PageAsync(WebhookBench.Program, new EventFilter { Status = EventStatus.Held }, null, default)
                .ToListAsync(),
            pair => pair.Event.Reason == "deal_lost_after_payment"
        );
        await bench.VerifyAsync();
    }

    private static string Invoice(long paid, int second) =>
        $$"""
            {"id": "evt_{{second}}", "type": "invoice.paid", "created": {{1794300000
                + second}}, "data": {"object": {"id": "in_1", "customer": "cus_1", "currency": "usd", "amount_paid": {{paid}}, "total": {{paid}},
             "status_transitions": {"paid_at": 1794300000}, "metadata": {"code": "p0"} } } }
            """;

    private static string Transaction(string total, int minute) =>
        $$"""
            {"event_id": "evt_{{minute}}", "event_type": "transaction.completed", "occurred_at": "2026-11-10T09:0{{minute}}:00Z", "data": {"id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD",
             "details": {"totals": {"total": "{{total}}", "grand_total": "{{total}}"} }, "custom_data": {"code": "p0"} } }
            """;

    private static string Notification(string property, string value, int milliseconds) =>
        $$"""
            [{"objectId": 7, "portalId": 1, "subscriptionType": "deal.propertyChange", "propertyName": "{{property}}", "propertyValue": "{{value}}", "occurredAt": {{1794300000000
                + milliseconds}}}]
            """;

    private static string Deal(string stage, string amount, int second) =>
        $$"""
            {"objectId": 7, "portalId": 1, "occurredAt": {{1794300000000
                + (
                    second * 1000
                )}}, "properties": {"dealstage": "{{stage}}", "amount": "{{amount}}", "deal_currency_code": "USD", "code": "p0"} }
            """;
}
