using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.IncomingWebhooks;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Events of providers that are ignored are stored with the reason.</summary>
public sealed class IgnoredEventTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Percent = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] """;

    private const string Invoice = """
        "data": {"object": {"id": "in_1", "customer": "cus_1", "currency": "usd", "amount_paid": 12000, "total": 12000, "total_taxes": [{"amount": 2000}], "metadata": {"code": "p0"} } }
        """;

    private const string Order = """
        "id": 1, "updated_at": "2026-11-10T09:00:00Z", "currency": "USD", "total_price": "100.00", "customer": {"id": 7}, "note_attributes": [{"name": "code", "value": "p0"}]
        """;

    public static TheoryData<string, string?, string, string, string?> Ignored =>
        new()
        {
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "payout.paid", "data": {"object": {"id": "po_1"} } }""",
                "unknown_type",
                "payout.paid"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1"} } }""",
                "no_partner_named",
                "customer.created"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "invoice.paid", "data": {"object": {"id": "in_1", "customer": "cus_1", "amount_paid": 0} } }""",
                "nothing_paid",
                "invoice.paid"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "invoice.voided", "data": {"object": {"id": "in_1"} } }""",
                "no_money_moved",
                "invoice.voided"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "customer.subscription.deleted", "data": {"object": {"id": "sub_1", "customer": "cus_1"} } }""",
                "no_money_moved",
                "customer.subscription.deleted"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "credit_note.created", "data": {"object": {"id": "cn_1", "invoice": "in_1", "pre_payment_amount": 500, "post_payment_amount": 0} } }""",
                "before_payment",
                "credit_note.created"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "credit_note.created", "data": {"object": {"id": "cn_1", "invoice": "in_1", "post_payment_amount": 500, "out_of_band_amount": null, "refunds": []} } }""",
                "no_money_moved",
                "credit_note.created"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "charge.dispute.created", "data": {"object": {"id": "dp_1", "status": "warning_needs_response"} } }""",
                "no_money_moved",
                "charge.dispute.created"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "livemode": false, "type": "invoice.paid", "data": {"object": {"id": "in_1", "customer": "cus_1", "amount_paid": 100} } }""",
                "test_event",
                "invoice.paid"
            },
            {
                "stripe",
                null,
                """{"id": "evt_1", "type": "invoice_payment.paid", "data": {"object": {"invoice": "in_1", "payment": {"payment_intent": "pi_1"} } } }""",
                "names_noted",
                "invoice_payment.paid"
            },
            {
                "paddle",
                null,
                """{"event_id": "evt_1", "event_type": "subscription.created", "data": {"id": "sub_1"} }""",
                "unknown_type",
                "subscription.created"
            },
            {
                "paddle",
                null,
                """{"event_id": "evt_1", "event_type": "adjustment.created", "data": {"id": "adj_1", "action": "refund", "status": "pending_approval", "totals": {"total": "100"} } }""",
                "payment_pending",
                "adjustment.created"
            },
            {
                "paddle",
                null,
                """{"event_id": "ntfsimevt_1", "event_type": "transaction.completed", "data": {"id": "txn_1", "details": {"totals": {"total": "100"} } } }""",
                "test_event",
                "transaction.completed"
            },
            { "shopify", "orders/create", """{"id": 1}""", "unknown_type", "orders/create" },
            {
                "shopify",
                "orders/paid",
                """{"id": 1, "total_price": "1.00", "currency": "USD", "test": true}""",
                "test_event",
                "orders/paid"
            },
            {
                "shopify",
                "refunds/create",
                """{"id": 1, "order_id": 2, "transactions": [{"kind": "refund", "status": "success", "amount": "1.00", "currency": "USD", "test": true}]}""",
                "test_event",
                "refunds/create"
            },
            {
                "shopify",
                "refunds/create",
                """{"id": 1, "order_id": 2, "transactions": [{"id": 5, "kind": "refund", "status": "pending", "amount": "1.00", "currency": "USD"}]}""",
                "payment_pending",
                "refunds/create"
            },
            {
                "shopify",
                "orders/updated",
                """{"id": 1, "financial_status": "pending", "total_price": "1.00", "currency": "USD"}""",
                "payment_pending",
                "orders/updated"
            },
            {
                "hubspot",
                null,
                """[{"objectId": 7, "subscriptionType": "deal.propertyChange", "propertyName": "dealname", "propertyValue": "New", "occurredAt": 1794300000000}]""",
                "unknown_stage",
                "stage"
            },
            { "hubspot", null, "[]", "unknown_type", null },
        };

    [Theory]
    [MemberData(nameof(Ignored))]
    public async Task What_says_nothing_to_us_is_kept_once_with_its_reason(
        string provider,
        string? topic,
        string body,
        string reason,
        string? type
    )
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        var result = await bench.SendAsync(provider, body, topic);
        Assert.Equal(("ignored", reason), (result.Status, result.Reason));
        bench.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(result, await bench.SendAsync(provider, body, topic));

        var kept = Assert.Single(await bench.IgnoredAsync());
        Assert.Equal((result.EventId, provider, reason, type), (kept.Id.Value, kept.Provider, kept.Reason, kept.Type));
        Assert.Equal(kept, await bench.Host.Get<IgnoredEvents>().FindAsync(WebhookBench.Program, kept.Id, default));
        Assert.Empty(await bench.CommissionsAsync());
    }

    [Fact]
    public async Task Test_events_count_where_the_program_accepts_them()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        var invoice = $$"""{"id": "evt_1", "livemode": false, "type": "invoice.paid", {{Invoice}} }""";
        var order = $$"""{"test": true, {{Order}} }""";
        Assert.Equal("test_event", (await bench.SendAsync("stripe", invoice)).Reason);
        Assert.Equal("test_event", (await bench.SendAsync("shopify", order, "orders/paid")).Reason);
        Assert.Equal(0, await bench.KeptAsync());

        bench.AcceptsTests = true;
        Assert.Equal("accepted", (await bench.SendAsync("stripe", invoice)).Status);
        Assert.Equal("accepted", (await bench.SendAsync("shopify", order, "orders/paid")).Status);
        Assert.Equal(4_000, await bench.KeptAsync());
    }

    [Fact]
    public async Task A_credit_note_takes_back_what_is_given_back_outside_of_the_provider_and_no_refund_twice()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("stripe", $$"""{"id": "evt_1", "type": "invoice.paid", {{Invoice}} }""");
        Assert.Equal(2_000, await bench.KeptAsync());

        // Of 9,000, Stripe refunds 3,000 by itself and 6,000 are given back by transfer.
        var note = """
            {"id": "evt_2", "type": "credit_note.created", "created": 1794301000, "data": {"object": {"id": "cn_1", "invoice": "in_1", "currency": "usd", "amount": 9000, "total": 9000,
             "post_payment_amount": 9000, "out_of_band_amount": 6000, "total_taxes": [{"amount": 1500}], "status": "issued"} } }
            """;
        Assert.Equal("accepted", (await bench.SendAsync("stripe", note)).Status);
        await bench.SendAsync("stripe", note);
        Assert.Equal(1_000, await bench.KeptAsync());
        await bench.SendAsync(
            "stripe",
            """{"id": "evt_3", "type": "charge.refunded", "created": 1794301001, "data": {"object": {"id": "ch_1", "invoice": "in_1", "currency": "usd", "amount_refunded": 3000} } }"""
        );
        Assert.Equal(500, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_shop_is_never_refused_for_what_it_told_otherwise_before()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        await bench.SendAsync("shopify", $$"""{ {{Order}} }""", "orders/paid");
        await bench.SendAsync(
            "hubspot",
            """[{"objectId": 7, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "closedwon", "occurredAt": 1794300000000}]"""
        );
        var again = await bench.SendAsync(
            "hubspot",
            """[{"objectId": 7, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "qualifiedtobuy", "occurredAt": 1794300000000}]"""
        );
        Assert.Equal(("ignored", "already_told"), (again.Status, again.Reason));
    }

    [Fact]
    public async Task They_are_listed_newest_first_page_by_page_and_removed_after_90_days()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Percent);
        var store = bench.Host.Get<IgnoredEvents>();
        var now = bench.Host.Clock.GetUtcNow();
        var events = Enumerable
            .Range(0, 120)
            .Select(i => new IgnoredEvent(
                EventId.Parse($"stripe:evt_{i}"),
                "stripe",
                "ping",
                "unknown_type",
                now.AddHours(-i)
            ))
            .ToList();
        await store.KeepAsync(WebhookBench.Program, events, default);
        await store.KeepAsync(WebhookBench.Program, [.. events, .. events], default);

        var listed = await store.PageAsync(WebhookBench.Program, new EventFilter(), after: null, default).ToListAsync();
        Assert.Equal(events, listed.Select(pair => pair.Event));
        Assert.True(IgnoredEvents.IsPosition(listed[9].Position));
        Assert.Equal(
            events.Skip(10),
            await store
                .PageAsync(WebhookBench.Program, new EventFilter(), listed[9].Position, default)
                .Select(item => item.Event)
                .ToListAsync()
        );
        Assert.Equal(
            events.Skip(6).Take(5),
            await store
                .PageAsync(
                    WebhookBench.Program,
                    new EventFilter { From = now.AddHours(-10), Before = now.AddHours(-5) },
                    after: null,
                    default
                )
                .Select(entry => entry.Event)
                .ToListAsync()
        );

        bench.Host.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromHours(60));
        await bench.Host.Function<ForgetIgnoredEvents>().RunAsync(new(), default);
        Assert.Equal(events.Take(61), await bench.IgnoredAsync());
        Assert.Null(await store.FindAsync(WebhookBench.Program, events[119].Id, default));
        Assert.Equal(events[60], await store.FindAsync(WebhookBench.Program, events[60].Id, default));
    }
}
