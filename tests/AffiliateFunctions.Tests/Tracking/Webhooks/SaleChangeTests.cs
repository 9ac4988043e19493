using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tracking.Store;
using Testing;

namespace AffiliateFunctions.Tests.Tracking.Webhooks;

/// <summary>Sales that come to something else after they were told.</summary>
public sealed class SaleChangeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Percent = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] """;

    private static readonly Period Month = Period.Parse("2026-12");

    [Theory]
    [InlineData("orders/paid")]
    [InlineData("orders/updated")]
    public async Task The_difference_of_a_changed_order_is_posted_and_its_refund_takes_back_all_of_it(string topic)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        Assert.Equal("accepted", (await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid")).Status);
        Assert.Equal(2_000, await bench.KeptAsync());

        Assert.Equal("accepted", (await bench.SendAsync("shopify", Order("150.00", 2), topic)).Status);
        Assert.Equal(3_000, await bench.KeptAsync());
        Assert.Equal(15_000, (await bench.EventAsync("shopify:order:1")).Event.Body.Amount);

        await bench.SendAsync("shopify", Refund(1, "150.00"), "refunds/create");
        var commission = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal((3_000, 3_000, "reversed"), (commission.Amount, commission.ReversedAmount, commission.Status));
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_smaller_amount_takes_back_and_what_was_told_before_is_known_again()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", Order("60.00", 2), "orders/updated");
        await bench.SendAsync("shopify", Order("60.00", 2), "orders/updated");
        Assert.Equal(1_200, await bench.KeptAsync());

        // As it was at first, but later; then an earlier state that comes late.
        Assert.Equal("accepted", (await bench.SendAsync("shopify", Order("100.00", 3), "orders/updated")).Status);
        Assert.Equal(2_000, await bench.KeptAsync());
        var late = await bench.SendAsync("shopify", Order("80.00", 2), "orders/updated", id: "late");
        Assert.Equal(("ignored", "superseded"), (late.Status, late.Reason));
        var same = await bench.SendAsync("shopify", Order("100.00", 4), "orders/updated", id: "same");
        Assert.Equal(("ignored", "unchanged"), (same.Status, same.Reason));
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task Changes_and_refunds_round_once()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "12.5"} }] """);
        await bench.SendAsync("shopify", Order("9.99", 1), "orders/paid");
        Assert.Equal(125, await bench.KeptAsync());
        await bench.SendAsync("shopify", Order("19.97", 2), "orders/updated");
        Assert.Equal(250, await bench.KeptAsync());
        await bench.SendAsync("shopify", Refund(1, "6.66"), "refunds/create");
        Assert.Equal(167, await bench.KeptAsync());
        await bench.SendAsync("shopify", Order("19.97", 3, $$""" "refunds": [{{Refund(1, "6.66")}}] """, current: "13.31"), "orders/updated");
        Assert.Equal(167, await bench.KeptAsync());
        await bench.SendAsync("shopify", Refund(2, "13.31"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Theory]
    [InlineData(""" "commissions": [{"id": "flat", "on": "sale", "pay": {"flat": 5000} }] """, 5_000, 5_000)]
    [InlineData(""" "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }], "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 2500}] """, 2_000, 2_500)]
    [InlineData(""" "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }], "caps": [{"id": "year", "scope": "partner", "window": "year", "max": 2500}] """, 2_000, 2_500)]
    [InlineData(""" "commissions": [{"id": "small", "on": "sale", "when": {"field": "sale.amount", "op": "lt", "value": 12000}, "pay": {"percent": "10"} }, {"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "30"} }] """, 1_000, 4_500)]
    [InlineData(""" "commissions": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "30"} }] """, 0, 4_500)]
    [InlineData(""" "commissions": [{"id": "tiers", "on": "sale", "pay": {"tiers": {"by": "partner.sale_amount", "window": "month", "mode": "marginal", "steps": [{"from": 0, "percent": "10"}, {"from": 12000, "percent": "50"}]} } }] """, 1_000, 2_700)]
    public async Task The_rules_judge_the_sale_as_it_is_now(string rules, long before, long after)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, rules);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        Assert.Equal(before, await bench.KeptAsync());
        await bench.SendAsync("shopify", Order("150.00", 2), "orders/updated");
        Assert.Equal(after, await bench.KeptAsync());
        await bench.VerifyAsync();

        await bench.SendAsync("shopify", Order("100.00", 3), "orders/updated");
        Assert.Equal(before, await bench.KeptAsync());
        await bench.VerifyAsync();

        await bench.SendAsync("shopify", Refund(1, "100.00"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task Several_partners_share_what_a_changed_sale_grants()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite, """ "attribution": {"model": "linear", "precedence": ["click", "coupon"]}, "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """, partners: 3);
        var now = bench.Host.Clock.GetUtcNow();
        await bench.Host.ApplyAllAsync([.. Enumerable.Range(0, 3).Select(i => TrackingHost.Event(
            WebhookBench.Program, AffiliateFunctions.Tracking.Events.EventType.Lead, new() { EventId = $"l{i}", OccurredAt = now.AddDays(i - 5), Customer = new() { ExternalId = "7" }, Code = $"p{i}" }, now))]);
        await bench.SendAsync("shopify", Order("100.01", 1), "orders/paid");
        Assert.Equal([250, 250, 500], (await bench.CommissionsAsync()).Select(one => one.Amount).Order());

        await bench.SendAsync("shopify", Order("200.22", 2), "orders/updated");
        Assert.Equal([500, 501, 1_001], (await bench.CommissionsAsync()).Select(one => one.Amount - one.ReversedAmount).Order());
        await bench.VerifyAsync();

        await bench.SendAsync("shopify", Refund(1, "200.22"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_paid_commission_stays_and_lines_carry_the_differences()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, $"{Percent}, \"hold_days\": 0");
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await PayAsync(bench);

        await bench.SendAsync("shopify", Order("150.00", 2), "orders/updated");
        await bench.SendAsync("shopify", Order("50.00", 3), "orders/updated");
        await bench.SendAsync("shopify", Refund(1, "50.00"), "refunds/create");

        Assert.Equal([-2_000, -1_000, 1_000, 2_000], (await bench.CommissionsAsync()).Select(one => one.Amount).Order());
        Assert.Equal("paid", Assert.Single(await bench.CommissionsAsync(), one => one.Amount == 2_000).Status);
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task What_comes_before_its_sale_waits_for_it_and_a_screen_holds_what_is_more()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite, $$"""{{Percent}}, "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold"}]} """);
        await bench.SendAsync("shopify", Order("150.00", 2), "orders/updated");
        Assert.Empty(await bench.CommissionsAsync());
        await bench.SendAsync("shopify", Refund(1, "15.00"), "refunds/create");
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        Assert.Equal(2_700, await bench.KeptAsync());

        await bench.SendAsync("shopify", Order("615.00", 3), "orders/updated");
        var held = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal(("held", 12_000), (held.Status, held.Amount - held.ReversedAmount));

        await bench.Host.Get<CommissionDesk>().DecideAsync(WebhookBench.Program, held.Id.Value, HoldDecisionKind.Release, "ann", "Fine", default);
        Assert.Equal("pending", Assert.Single(await bench.CommissionsAsync()).Status);
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_change_is_explained_by_its_trace()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", Order("150.00", 2), "orders/updated");
        var commission = Assert.Single(await bench.CommissionsAsync());

        var reversal = Assert.Single(await bench.Host.Get<LedgerStore>().ReversalsAsync(WebhookBench.Program, commission.PartnerId, commission.Id, default));
        Assert.Equal((2_000L, 3_000L, 1_000L), (reversal.GrantedBefore, reversal.Granted, reversal.Difference));
        Assert.Equal(3_000, reversal.Evaluation!.Value.GetProperty("amount").GetInt64());
        var shown = System.Text.Json.JsonSerializer.SerializeToElement(reversal, AffiliateFunctions.Infrastructure.Storage.StoredJson.Options);
        Assert.Equal(1_000, ReversalRecomputation.AmountOf(shown));
    }

    [Fact]
    public async Task Other_providers_tell_a_sale_again_too()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
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
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("hubspot", Deal("closedwon", "100", 1));
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.SendAsync("hubspot", Deal("closedwon", "150", 2));
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.SendAsync("hubspot", Deal("closedlost", "150", 3));
        Assert.Equal((0, "reversed"), (await bench.KeptAsync(), Assert.Single(await bench.CommissionsAsync()).Status));
        await bench.SendAsync("hubspot", Deal("closedlost", "150", 3));
        await bench.SendAsync("hubspot", Deal("closedwon", "150", 4));
        Assert.Equal(3_000, await bench.KeptAsync());
        await bench.SendAsync("hubspot", """[{"objectId": 7, "portalId": 1, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "closedlost", "occurredAt": 1794300005000}]""");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_lost_deal_waits_for_a_person_where_the_rule_book_says_so()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, $$"""{{Percent}}, "hold_days": 0, "eligibility": {"deal_lost_after_won": "hold"} """);
        await bench.SendAsync("hubspot", Deal("closedwon", "100", 1));
        await bench.SendAsync("hubspot", Deal("closedlost", "100", 2));
        var held = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal(("held", 2_000L, 0L), (held.Status, held.Amount, held.ReversedAmount));

        await bench.Host.Get<CommissionDesk>().DecideAsync(WebhookBench.Program, held.Id.Value, HoldDecisionKind.Release, "ann", "Paid all the same", default);
        await PayAsync(bench);
        await bench.SendAsync("hubspot", Deal("closedwon", "100", 3));
        await bench.SendAsync("hubspot", Deal("closedlost", "100", 4));
        Assert.Equal(("paid", 2_000), (Assert.Single(await bench.CommissionsAsync()).Status, await bench.KeptAsync()));
        Assert.Contains(await bench.Host.Get<EventStore>().PageAsync(WebhookBench.Program, new EventFilter { Status = EventStatus.Held }, null, default).ToListAsync(), one => one.Event.Reason == "deal_lost_after_payment");
        await bench.VerifyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_has_its_effect_once_whichever_request_fails(bool answerLost)
    {
        var fault = new AffiliateFunctions.Tests.Ledger.StorageFault();
        for (var (failsAt, requests) = (0, 1); failsAt <= requests; failsAt++)
        {
            await using var bench = await WebhookBench.StartAsync(
                azurite, $$"""{{Percent}}, "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 2500}] """, fault: fault);
            fault.Arm(0, answerLost);
            await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
            fault.Arm(failsAt, answerLost);
            for (var tries = 0; ; tries++)
            {
                try
                {
                    await bench.ReceiveAsync("shopify", Order("150.00", 2), "orders/updated");
                    break;
                }
                catch (Azure.RequestFailedException) when (tries < 3)
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

    private static async Task PayAsync(WebhookBench bench)
    {
        var (ledger, partner) = (bench.Host.Get<ILedger>(), PartnerId.Parse("prt_p0"));
        await ledger.MatureAsync(WebhookBench.Program, partner, bench.Host.Clock.GetUtcNow(), default);
        await ledger.ReserveAsync(WebhookBench.Program, partner, Month, default);
        await ledger.PayAsync(WebhookBench.Program, partner, Month, default);
    }

    private static string Order(string total, int minute, string more = "\"refunds\": []", string? current = null) => $$"""
        {"id": 1, "updated_at": "2026-11-10T09:0{{minute}}:00Z", "processed_at": "2026-11-10T09:00:00Z", "currency": "USD", "total_price": "{{total}}", "current_total_price": "{{current ?? total}}",
         "financial_status": "paid", "customer": {"id": 7}, "note_attributes": [{"name": "code", "value": "p0"}], {{more}} }
        """;

    private static string Refund(int id, string amount) => $$"""
        {"id": {{id}}, "order_id": 1, "created_at": "2026-11-10T10:00:00Z", "transactions": [{"kind": "refund", "status": "success", "amount": "{{amount}}", "currency": "USD"}]}
        """;

    private static string Invoice(long paid, int second) => $$"""
        {"id": "evt_{{second}}", "type": "invoice.paid", "created": {{1794300000 + second}}, "data": {"object": {"id": "in_1", "customer": "cus_1", "currency": "usd", "amount_paid": {{paid}}, "total": {{paid}},
         "status_transitions": {"paid_at": 1794300000}, "metadata": {"code": "p0"} } } }
        """;

    private static string Transaction(string total, int minute) => $$"""
        {"event_id": "evt_{{minute}}", "event_type": "transaction.completed", "occurred_at": "2026-11-10T09:0{{minute}}:00Z", "data": {"id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD",
         "details": {"totals": {"total": "{{total}}", "grand_total": "{{total}}"} }, "custom_data": {"code": "p0"} } }
        """;

    private static string Deal(string stage, string amount, int second) => $$"""
        {"objectId": 7, "portalId": 1, "occurredAt": {{1794300000000 + (second * 1000)}}, "properties": {"dealstage": "{{stage}}", "amount": "{{amount}}", "deal_currency_code": "USD", "code": "p0"} }
        """;
}
