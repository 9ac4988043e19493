using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.Tracking;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Sales whose figures change after they were tracked.</summary>
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
        await bench.SendAsync("shopify", Order("100.00", 1, Lines("90.00", "10.00")), "orders/paid");
        Assert.Equal(1_800 + 50, await bench.KeptAsync());

        await bench.SendAsync("shopify", Order("150.00", 2, Lines("100.00", "50.00")), "orders/updated");
        Assert.Equal(2_000 + 250, await bench.KeptAsync());

        await bench.SendAsync("shopify", Refund(1, "75.00", line: 11), "refunds/create");
        Assert.Equal(500 + 250, await bench.KeptAsync());
        await bench.SendAsync("shopify", Refund(2, "75.00"), "refunds/create");
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
    public async Task A_smaller_amount_takes_back_and_what_was_told_before_is_known_again()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", Order("60.00", 2), "orders/updated");
        await bench.SendAsync("shopify", Order("60.00", 2), "orders/updated");
        Assert.Equal(1_200, await bench.KeptAsync());

        // The first state again, but later; then an earlier state that arrives late.
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
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "12.5"} }] """
        );
        await bench.SendAsync("shopify", Order("9.99", 1), "orders/paid");
        Assert.Equal(125, await bench.KeptAsync());
        await bench.SendAsync("shopify", Order("19.97", 2), "orders/updated");
        Assert.Equal(250, await bench.KeptAsync());
        await bench.SendAsync("shopify", Refund(1, "6.66"), "refunds/create");
        Assert.Equal(167, await bench.KeptAsync());
        await bench.SendAsync(
            "shopify",
            Order("19.97", 3, $$""" "refunds": [{{Refund(1, "6.66")}}] """, current: "13.31"),
            "orders/updated"
        );
        Assert.Equal(167, await bench.KeptAsync());
        await bench.SendAsync("shopify", Refund(2, "13.31"), "refunds/create");
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
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

    [Theory]
    [InlineData("success", 1_200)]
    [InlineData("failure", 2_000)]
    public async Task What_a_refund_takes_off_an_order_is_the_sales_until_its_money_has_come(string status, long kept)
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", Order("100.00", 2, Refunded("pending"), current: "60.00"), "orders/updated");
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.SendAsync("shopify", Order("100.00", 3, Refunded(status), current: "60.00"), "orders/updated");
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
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", Order("100.00", 2, current: "150.00"), "orders/updated");
        Assert.Equal(3_000, await bench.KeptAsync());

        // Lines of 50.00 are given back: the order comes to 100.00 again, and the sale does not.
        const string Refunded = """
            "refunds": [{"id": 1, "order_id": 1, "created_at": "2026-11-10T10:00:00Z", "refund_line_items": [{"subtotal": "50.00", "total_tax": "0.00"}],
             "transactions": [{"id": 9, "kind": "refund", "status": "success", "amount": "50.00", "currency": "USD"}]}]
            """;
        await bench.SendAsync("shopify", Order("100.00", 3, Refunded, current: "100.00"), "orders/updated");
        Assert.Equal(2_000, await bench.KeptAsync());
        Assert.Equal(15_000, (await bench.EventAsync("shopify:order:1")).Event.Body.Amount);
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task The_api_tells_a_change_by_itself_and_in_another_currency_it_is_rejected()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
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
        await bench.SendAsync("shopify", Order("100.01", 1), "orders/paid");
        Assert.Equal(
            [250, 250, 500],
            (await bench.CommissionsAsync()).Select(commissionView => commissionView.Amount).Order()
        );

        await bench.SendAsync("shopify", Order("200.22", 2), "orders/updated");
        Assert.Equal(
            [500, 501, 1_001],
            (await bench.CommissionsAsync()).Select(view => view.Amount - view.ReversedAmount).Order()
        );
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

        Assert.Equal(
            [-2_000, -1_000, 1_000, 2_000],
            (await bench.CommissionsAsync()).Select(commissionView => commissionView.Amount).Order()
        );
        Assert.Equal("paid", Assert.Single(await bench.CommissionsAsync(), view => view.Amount == 2_000).Status);
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task What_comes_before_its_sale_waits_for_it_and_a_screen_holds_what_is_more()
    {
        await using var bench = await WebhookBench.StartAsync(
            azurite,
            $$"""{{Percent}}, "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 50000}, "then": "hold"}]} """
        );
        await bench.SendAsync("shopify", Order("150.00", 2), "orders/updated");
        Assert.Empty(await bench.CommissionsAsync());
        await bench.SendAsync("shopify", Refund(1, "15.00"), "refunds/create");
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        Assert.Equal(2_700, await bench.KeptAsync());

        await bench.SendAsync("shopify", Order("615.00", 3), "orders/updated");
        var held = Assert.Single(await bench.CommissionsAsync());
        Assert.Equal(("held", 12_000), (held.Status, held.Amount - held.ReversedAmount));

        await bench
            .Host.Get<CommissionDecisionService>()
            .DecideAsync(WebhookBench.Program, held.Id.Value, HoldDecisionKind.Release, "ann", "Fine", default);
        Assert.Equal("pending", Assert.Single(await bench.CommissionsAsync()).Status);
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_sale_that_nobody_is_credited_for_changes_too_and_pays_what_it_is_once_it_is_credited()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        var (first, now) = (
            Order("100.00", 1).Replace("\"code\"", "\"other\"", StringComparison.Ordinal),
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

    [Fact]
    public async Task A_change_is_explained_by_its_trace()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", Order("100.00", 1), "orders/paid");
        await bench.SendAsync("shopify", Order("150.00", 2), "orders/updated");
        var commission = Assert.Single(await bench.CommissionsAsync());

        var reversal = Assert.Single(
            await bench
                .Host.Get<LedgerStore>()
                .ReversalsAsync(WebhookBench.Program, commission.PartnerId, commission.Id, default)
        );
        Assert.Equal((2_000L, 3_000L, 1_000L), (reversal.GrantedBefore, reversal.Granted, reversal.Difference));
        Assert.Equal(3_000, reversal.Evaluation!.Value.GetProperty("amount").GetInt64());
        var shown = System.Text.Json.JsonSerializer.SerializeToElement(
            reversal,
            AffiliateFunctions.Infrastructure.Storage.StoredJson.Options
        );
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
            $$"""{{Percent}}, "hold_days": 0, "eligibility": {"deal_lost_after_won": "hold"} """
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
                HoldDecisionKind.Release,
                "ann",
                "Paid all the same",
                default
            );
        await PayAsync(bench);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_has_its_effect_once_whichever_request_fails(bool answerLost)
    {
        var fault = new AffiliateFunctions.Tests.Ledger.StorageFault();
        for (var (failsAt, requests) = (0, 1); failsAt <= requests; failsAt++)
        {
            await using var bench = await WebhookBench.StartAsync(
                azurite,
                $$"""{{Percent}}, "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 2500}] """,
                fault: fault
            );
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

    private static string Order(string total, int minute, string more = "\"refunds\": []", string? current = null) =>
        $$"""
            {"id": 1, "updated_at": "2026-11-10T09:0{{minute}}:00Z", "processed_at": "2026-11-10T09:00:00Z", "currency": "USD", "total_price": "{{total}}", "current_total_price": "{{current
                ?? total}}",
             "financial_status": "paid", "customer": {"id": 7}, "note_attributes": [{"name": "code", "value": "p0"}], {{more}} }
            """;

    private static string Refund(int id, string amount, int? line = null) =>
        $$"""
            {"id": {{id}}, "order_id": 1, "created_at": "2026-11-10T10:00:00Z", "transactions": [{"kind": "refund", "status": "success", "amount": "{{amount}}", "currency": "USD"}],
             "refund_line_items": [{{(
                line is null
                    ? ""
                    : $$"""{"line_item_id": {{line}}, "quantity": 1, "subtotal_set": {"shop_money": {"amount": "{{amount}}", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"} } }"""
            )}}]}
            """;

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
