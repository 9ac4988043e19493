using System.Net;
using System.Web;

namespace EndToEnd.Tracking;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string Slug = "hooks";

    private static readonly string[] Providers = ["stripe", "paddle", "shopify", "hubspot", "standard"];

    private App _app = null!;
    private WebhookSender _sender = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync(WebhookSender.Secrets(Slug));
        _sender = new WebhookSender(_app, await _app.BeginPilotAsync(Slug));
        var partner = await _app.SignUpAsync(Slug);
        (_partner, _code) = (partner.GetProperty("id").GetString()!, partner.GetProperty("code").GetString()!);
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(5));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Stripes_invoice_pays_and_its_refund_and_dispute_take_back_by_the_payment_that_only_a_later_webhook_names()
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await TwiceAsync(
            "stripe",
            Stripe(
                "checkout.session.completed",
                $$"""
                {"id": "cs_1", "created": {{now
                    - 60}}, "mode": "subscription", "payment_status": "paid", "customer": "cus_1", "invoice": "in_1", "metadata": {"code": "{{_code}}"} }
                """,
                now
            )
        );
        await TwiceAsync(
            "stripe",
            Stripe(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "billing_reason": "subscription_create"}""",
                now
            )
        );
        Assert.Equal(2_000, await PendingAsync());

        // The refund comes before anything says that this payment was the invoice's: it waits, and goes on when it is
        // said.
        await TwiceAsync(
            "stripe",
            Stripe(
                "charge.refunded",
                """{"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 2500, "currency": "usd"}""",
                now
            )
        );
        Assert.Equal("held", await StatusAsync("stripe:charge.refunded:ch_1:evt_1"));
        await TwiceAsync(
            "stripe",
            Stripe(
                "invoice_payment.paid",
                """{"id": "inpay_1", "invoice": "in_1", "payment": {"type": "payment_intent", "payment_intent": "pi_1"} }""",
                now
            ),
            "ignored"
        );
        Assert.Equal("applied", await StatusAsync("stripe:charge.refunded:ch_1:evt_1"));
        Assert.Equal(1_500, await PendingAsync());

        // A refund that failed and was made again leads to the same total by another event.
        await TwiceAsync(
            "stripe",
            Stripe(
                "charge.refunded",
                """{"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 2500, "currency": "usd"}""",
                now + 1,
                "evt_2"
            )
        );
        Assert.Equal(1_500, await PendingAsync());

        const string Dispute =
            """{"id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 7500, "currency": "usd", "status": "STATUS", "created": 1793872000}""";
        await TwiceAsync(
            "stripe",
            Stripe("charge.dispute.created", Dispute.Replace("STATUS", "needs_response", StringComparison.Ordinal), now)
        );
        Assert.Equal(0, await PendingAsync());
        await TwiceAsync(
            "stripe",
            Stripe("charge.dispute.closed", Dispute.Replace("STATUS", "won", StringComparison.Ordinal), now)
        );
        Assert.Equal(1_500, await PendingAsync());
        await VerifyAsync();
    }

    [Fact]
    public async Task Stripes_invoice_pays_though_it_comes_before_the_checkout_that_names_the_click()
    {
        using var visit = await _app.Anonymous.GetAsync(new Uri($"/r/{_code}", UriKind.Relative));
        var click = HttpUtility.ParseQueryString(visit.Headers.Location!.Query)["click_id"];
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await TwiceAsync(
            "stripe",
            Stripe(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "billing_reason": "subscription_create"}""",
                now
            )
        );
        Assert.Equal(("not_attributed", 0), (await ReasonAsync("stripe:invoice.paid:in_1"), await PendingAsync()));
        await TwiceAsync(
            "stripe",
            Stripe(
                "checkout.session.completed",
                $$"""
                {"id": "cs_1", "created": {{now}}, "mode": "subscription", "payment_status": "paid", "customer": "cus_1", "invoice": "in_1", "client_reference_id": "{{click}}"}
                """,
                now
            )
        );
        Assert.Equal((null, 2_000), (await ReasonAsync("stripe:invoice.paid:in_1"), await PendingAsync()));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_shops_own_discount_is_no_mistake_and_the_customer_is_known_from_then_on()
    {
        await TwiceAsync("shopify", Order(1, """, "discount_codes": [{"code": "SUMMER10"}]"""), topic: "orders/paid");
        Assert.Equal(
            ("applied", "not_attributed"),
            (await StatusAsync("shopify:order:1"), await ReasonAsync("shopify:order:1"))
        );
        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(1));
        await TwiceAsync("shopify", Order(2, $$""", "landing_site": "/?via={{_code}}" """), topic: "orders/paid");
        Assert.Equal(("existing_customer", 0), (await ReasonAsync("shopify:order:2"), await PendingAsync()));

        static string Order(int id, string more) =>
            $$"""
                {"id": {{id}}, "total_price": "100.00", "total_tax": "0.00", "currency": "USD", "customer": null, "email": "guest@customer.example.net"{{more}} }
                """;
    }

    [Fact]
    public async Task Paddles_transaction_pays_and_its_adjustments_take_back_and_put_back()
    {
        await TwiceAsync(
            "paddle",
            $$"""
            {"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "{{await NowAsync()}}", "data": {
              "id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD", "origin": "web", "custom_data": {"via": "{{_code}}"},
              "details": {"totals": {"grand_total": "10000", "tax": "1000", "fee": "500"} } } }
            """
        );
        Assert.Equal(1_700, await PendingAsync());
        await TwiceAsync("paddle", Adjustment("adj_1", "refund", "5000"));
        Assert.Equal(850, await PendingAsync());
        await TwiceAsync("paddle", Adjustment("adj_2", "chargeback", "5000"));
        Assert.Equal(0, await PendingAsync());
        await TwiceAsync("paddle", Adjustment("adj_3", "chargeback_reverse", "5000"));
        await TwiceAsync("paddle", Adjustment("adj_4", "credit", "5000"), "ignored");
        Assert.Equal(850, await PendingAsync());
        await VerifyAsync();

        static string Adjustment(string id, string action, string total) =>
            $$"""
                {"event_type": "adjustment.updated", "data": {"id": "{{id}}", "action": "{{action}}", "status": "approved", "transaction_id": "txn_1", "totals": {"total": "{{total}}"} } }
                """;
    }

    [Fact]
    public async Task Shopifys_order_pays_for_the_click_though_the_shop_gave_a_discount_of_its_own_and_its_refund_takes_back()
    {
        await TwiceAsync(
            "shopify",
            $$"""
            {"id": 4711, "processed_at": "{{await NowAsync()}}", "total_price": "100.00", "total_tax": "0.00", "currency": "USD", "customer": null, "email": "guest@customer.example.net",
             "landing_site": "/?via={{_code}}", "discount_codes": [{"code": "SUMMER10"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(2_000, await PendingAsync());
        await TwiceAsync(
            "shopify",
            """
            {"id": 4712, "order_id": 4711, "transactions": [{"kind": "refund", "status": "success", "amount": "25.00", "currency": "USD"}]}
            """,
            topic: "refunds/create"
        );
        Assert.Equal(1_500, await PendingAsync());
        await VerifyAsync();
    }

    [Fact]
    public async Task HubSpots_won_deal_pays_the_partner_who_registered_it()
    {
        await _app.PostAsync(
            $"/api/programs/{Slug}/deals",
            $$"""
            {"event_id": "hubspot:123", "partner": "{{_partner}}", "company": "Customer Inc", "domain": "customer.example.net", "contact": "buyer@customer.example.net"}
            """
        );
        var at = (await _app.Running.NowAsync()).ToUnixTimeMilliseconds();
        var (status, answer) = await _sender.SendAsync(
            "hubspot",
            $"[{Notification("contractsent", 0)}, {Notification("4711", 1)}]"
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(
            ["accepted", "ignored"],
            answer.GetProperty("results").EnumerateArray().Select(element => element.GetProperty("status").GetString())
        );
        Assert.Equal("applied", await StatusAsync($"hubspot:9:123:dealstage:{at}"));

        await TwiceAsync(
            "hubspot",
            """{"portalId": 9, "objectId": 123, "properties": {"dealstage": "closedwon", "amount": "1000.00", "deal_currency_code": "USD"} }"""
        );
        Assert.Equal(20_000, await PendingAsync());
        await VerifyAsync();

        string Notification(string stage, int after) =>
            $$"""
                {"portalId": 9, "objectId": 123, "eventId": 1, "occurredAt": {{at
                    + after}}, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "{{stage}}"}
                """;
    }

    [Fact]
    public async Task A_standard_webhook_is_an_event_as_the_API_takes_it()
    {
        await TwiceAsync(
            "standard",
            $$"""
            {"type": "sale", "timestamp": "{{await NowAsync()}}", "data": {"invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 10000, "currency": "USD", "code": "{{_code}}"} }
            """,
            topic: "msg_1"
        );
        await TwiceAsync(
            "standard",
            """{"type": "refund", "data": {"event_id": "r1", "invoice_id": "i1", "total_refunded": 5000} }""",
            topic: "msg_2"
        );
        Assert.Equal(
            ("applied", "applied", 1_000),
            (await StatusAsync("msg_1"), await StatusAsync("r1"), await PendingAsync())
        );
        var (status, problem) = await _sender.SendAsync(
            "standard",
            """{"type": "sale", "data": {"amount": -1} }""",
            "msg_3"
        );
        Assert.Equal((HttpStatusCode.Accepted, "rejected"), (status, problem.GetProperty("status").GetString()));
        Assert.True(problem.GetProperty("errors").TryGetProperty("/data/amount", out _));
        Assert.Equal("rejected", await StatusAsync("msg_3"));
        await TwiceAsync(
            "standard",
            $$"""{"type": "sale", "timestamp": "{{await NowAsync()}}", "invoice_id": "i2", "customer": {"external_id": "c1"}, "amount": 10000, "currency": "USD"}""",
            topic: "msg_4"
        );
        Assert.Equal(3_000, await PendingAsync());
    }

    [Fact]
    public async Task Webhooks_that_are_not_genuine_or_not_for_us_are_refused()
    {
        var body = Stripe(
            "invoice.paid",
            """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd"}""",
            1_793_872_000
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await _sender.SendAsync("stripe", body, secret: "of another program")).Status
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await _sender.SendAsync("stripe", body, secret: WebhookSender.SecretOf("other"))).Status
        );

        await _app.BeginPilotAsync("bare");
        var bare = await new WebhookSender(_app, "bare").SendAsync("stripe", body);
        Assert.Equal(HttpStatusCode.Unauthorized, bare.Status);
        Assert.Contains("WebhookSecrets__bare__stripe", bare.Body.GetProperty("detail").GetString());

        var (status, problem) = await _app.TryPostAsync($"/webhooks/{Slug}/nobody", "{}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        foreach (var provider in Providers)
        {
            Assert.Contains(provider, problem.GetProperty("detail").GetString());
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await _sender.SendAsync(provider, "{}", "topic", WebhookSender.SecretOf("wrong"))).Status
            );
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await _app.TryPostAsync($"/webhooks/{Slug}/{provider}", "{}")).Status
            );
        }
    }

    [Fact]
    public async Task A_body_that_is_too_deep_or_too_large_is_refused()
    {
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _sender.SendAsync("stripe", new string('[', 100) + new string(']', 100))).Status
        );
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await _sender.SendAsync("stripe", $"\"{new string('x', 1024 * 1024)}\"")).Status
        );
    }

    [Fact]
    public async Task A_sale_that_changes_is_taken_and_what_is_ignored_is_listed()
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        var sale = Stripe(
            "invoice.paid",
            $$$"""{"id": "in_2", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "metadata": {"code": "{{{_code}}}"} }""",
            now
        );
        Assert.Equal(HttpStatusCode.Accepted, (await _sender.SendAsync("stripe", sale)).Status);
        var (status, changed) = await _sender.SendAsync(
            "stripe",
            sale.Replace("10000", "15000", StringComparison.Ordinal)
        );
        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, changed.GetProperty("status").GetString()));
        var change = await _app.GetAsync($"/api/programs/{Slug}/events/{changed.GetProperty("event_id").GetString()}");
        Assert.Equal(
            ("sale_change", "applied"),
            (change.GetProperty("type").GetString(), change.GetProperty("status").GetString())
        );
        var commission = change.GetProperty("commissions")[0].GetString();
        Assert.Equal(
            3_000,
            (await _app.GetAsync($"/api/programs/{Slug}/commissions/{commission}")).GetProperty("amount").GetInt64()
        );
        var reversals = (await _app.GetAsync($"/api/programs/{Slug}/commissions/{commission}/explain")).GetProperty(
            "reversals"
        );
        Assert.Equal(
            (2_000, 3_000),
            (reversals[0].GetProperty("granted_before").GetInt64(), reversals[0].GetProperty("granted").GetInt64())
        );

        // The API tells a change by a type of its own.
        await _app.PostAsync(
            $"/api/programs/{Slug}/track/sale_change",
            """{"event_id": "c1", "invoice_id": "in_2", "amount": 5000}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(
            1_000,
            (await _app.GetAsync($"/api/programs/{Slug}/commissions/{commission}")).GetProperty("amount").GetInt64()
        );

        await _sender.SendAsync("stripe", Stripe("customer.deleted", """{"id": "cus_9"}""", now));
        var ignored = (await _app.GetAsync($"/api/programs/{Slug}/events?status=ignored")).GetProperty("data")[0];
        Assert.Equal(
            ("unknown_type", "stripe", "customer.deleted"),
            (
                ignored.GetProperty("reason").GetString(),
                ignored.GetProperty("provider").GetString(),
                ignored.GetProperty("provider_type").GetString()
            )
        );
        Assert.Equal(
            "ignored",
            (await _app.GetAsync($"/api/programs/{Slug}/events/{ignored.GetProperty("event_id").GetString()}"))
                .GetProperty("status")
                .GetString()
        );
        Assert.True((await _app.GetAsync($"/api/programs/{Slug}/ledger/verify")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Another_event_under_the_id_of_a_sender_of_its_own_is_a_conflict()
    {
        const string Lead =
            """{"type": "lead", "data": {"event_id": "l1", "customer": {"external_id": "c1"}, "code": "x"} }""";
        Assert.Equal(HttpStatusCode.Accepted, (await _sender.SendAsync("standard", Lead, topic: "msg_1")).Status);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (
                await _sender.SendAsync("standard", Lead.Replace("c1", "c2", StringComparison.Ordinal), topic: "msg_2")
            ).Status
        );
    }

    [Fact]
    public async Task What_is_not_valid_is_kept_with_its_reason_until_it_is_mended_by_a_person_or_by_the_provider()
    {
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        for (var i = 1; i <= 2; i++)
        {
            var (status, answer) = await _sender.SendAsync("stripe", Sale(i, "isk"));
            Assert.Equal((HttpStatusCode.Accepted, "rejected"), (status, answer.GetProperty("status").GetString()));
            Assert.True(answer.GetProperty("errors").TryGetProperty("/amount", out _));
        }

        var rejected = (await _app.GetAsync($"/api/programs/{Slug}/events?status=rejected"))
            .GetProperty("data")
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            ["stripe:invoice.paid:in_1", "stripe:invoice.paid:in_2"],
            rejected.Select(element => element.GetProperty("event_id").GetString()).Order()
        );
        Assert.All(rejected, node => Assert.Equal("invalid: /amount", node.GetProperty("reason").GetString()));

        var retry = $"/api/programs/{Slug}/events/stripe:invoice.paid:in_1/retry";
        using var asItIs = await _app.Http.PostAsync(new Uri(retry, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, asItIs.StatusCode);
        await _app.PostAsync(
            retry,
            $$"""{"invoice_id": "in_1", "customer": {"external_id": "cus_1"}, "amount": 5000, "currency": "USD", "code": "{{_code}}"}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal(("applied", 1_000), (await StatusAsync("stripe:invoice.paid:in_1"), await PendingAsync()));

        await TwiceAsync("stripe", Sale(2, "usd"));
        Assert.Equal(("applied", 2_001), (await StatusAsync("stripe:invoice.paid:in_2"), await PendingAsync()));
        Assert.Equal(HttpStatusCode.Accepted, (await _sender.SendAsync("stripe", Sale(1, "isk"))).Status);
        Assert.Equal(2_001, await PendingAsync());
        await VerifyAsync();

        string Sale(int number, string currency) =>
            Stripe(
                "invoice.paid",
                $$"""{"id": "in_{{number}}", "customer": "cus_1", "amount_paid": 5005, "currency": "{{currency}}", "metadata": {"code": "{{_code}}"} }""",
                now
            );
    }

    [Fact]
    public async Task One_bad_notification_refuses_none_of_the_others()
    {
        var at = await _app.Running.NowAsync();
        var (status, answer) = await _sender.SendAsync(
            "hubspot",
            $"[{Notification(at.AddYears(1))}, {Notification(at)}]"
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(
            ["rejected", "accepted"],
            answer.GetProperty("results").EnumerateArray().Select(element => element.GetProperty("status").GetString())
        );
        Assert.True(answer.GetProperty("results")[0].GetProperty("errors").TryGetProperty("/0/occurred_at", out _));
        Assert.Equal(
            "rejected",
            await StatusAsync($"hubspot:9:123:dealstage:{at.AddYears(1).ToUnixTimeMilliseconds()}")
        );
        Assert.NotNull(await StatusAsync($"hubspot:9:123:dealstage:{at.ToUnixTimeMilliseconds()}"));

        static string Notification(DateTimeOffset occurred) =>
            $$"""
                {"portalId": 9, "objectId": 123, "occurredAt": {{occurred.ToUnixTimeMilliseconds()}}, "subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "propertyValue": "contractsent"}
                """;
    }

    [Fact]
    public async Task A_partners_coupon_counts_among_the_shops_own_also_by_the_providers_name_for_it()
    {
        await _app.PostAsync($"/api/programs/{Slug}/partners/{_partner}/coupons", """{"code": "ACME10"}""");
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await TwiceAsync(
            "stripe",
            Stripe(
                "promotion_code.created",
                """{"id": "promo_1", "object": "promotion_code", "code": "acme10", "promotion": {"type": "coupon", "coupon": "co_1"} }""",
                now
            ),
            "ignored"
        );
        await TwiceAsync(
            "stripe",
            Stripe(
                "checkout.session.completed",
                """
                {"id": "cs_1", "mode": "subscription", "customer": "cus_1", "discounts": [{"coupon": "SUMMER", "promotion_code": null}, {"coupon": "co_1", "promotion_code": "promo_1"}]}
                """,
                now
            )
        );
        await TwiceAsync(
            "stripe",
            Stripe(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "discounts": ["di_1"]}""",
                now
            )
        );
        Assert.Equal(2_000, await PendingAsync());
        await TwiceAsync(
            "stripe",
            Stripe(
                "customer.discount.created",
                """{"id": "di_2", "object": "discount", "customer": "cus_2", "promotion_code": "promo_2", "source": {"type": "coupon", "coupon": "SUMMER"} }""",
                now
            ),
            "ignored"
        );
        await TwiceAsync(
            "stripe",
            Stripe(
                "customer.discount.created",
                """{"id": "di_3", "object": "discount", "customer": "cus_3", "promotion_code": "promo_1", "source": {"type": "coupon", "coupon": "co_1"} }""",
                now
            )
        );
        await TwiceAsync(
            "stripe",
            Stripe(
                "invoice.paid",
                """{"id": "in_3", "customer": "cus_3", "amount_paid": 10000, "currency": "usd"}""",
                now
            )
        );
        Assert.Equal(4_000, await PendingAsync());
        await TwiceAsync(
            "shopify",
            $$"""
            {"id": 4711, "processed_at": "{{await NowAsync()}}", "total_price": "100.00", "currency": "USD", "email": "guest@customer.example.net", "discount_codes": [{"code": "SUMMER"}, {"code": "acme10"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(6_000, await PendingAsync());
        await TwiceAsync(
            "shopify",
            $$"""
            {"id": 4712, "processed_at": "{{await NowAsync()}}", "total_price": "100.00", "currency": "USD", "email": "another@customer.example.net", "discount_codes": [{"code": "SUMMER"}]}
            """,
            topic: "orders/paid"
        );
        var own = await _app.GetAsync($"/api/programs/{Slug}/events/shopify:order:4712");
        Assert.Equal(
            ("applied", "not_attributed"),
            (own.GetProperty("status").GetString(), own.GetProperty("reason").GetString())
        );
        await VerifyAsync();
    }

    [Fact]
    public async Task What_the_merchant_tracked_of_a_customer_and_what_the_provider_sold_it_meet()
    {
        await LeadAsync("c1");
        var now = (await _app.Running.NowAsync()).ToUnixTimeSeconds();
        await TwiceAsync(
            "stripe",
            Stripe(
                "checkout.session.completed",
                """{"id": "cs_1", "mode": "subscription", "customer": "cus_1", "client_reference_id": "c1"}""",
                now
            ),
            "ignored"
        );
        await TwiceAsync(
            "stripe",
            Stripe(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd"}""",
                now
            )
        );
        Assert.Equal(
            "c1",
            (await _app.GetAsync($"/api/programs/{Slug}/events/stripe:invoice.paid:in_1"))
                .GetProperty("customer")
                .GetString()
        );
        Assert.Equal(2_000, await PendingAsync());

        // A reference that is no customer's, such as a cart's, is none.
        await TwiceAsync(
            "stripe",
            Stripe(
                "checkout.session.completed",
                """
                {"id": "cs_2", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_2", "customer": "cus_2", "client_reference_id": "cart-1", "amount_total": 10000, "currency": "usd"}
                """,
                now
            )
        );
        Assert.Equal(
            "cus_2",
            (await _app.GetAsync($"/api/programs/{Slug}/events/stripe:checkout:cs_2"))
                .GetProperty("customer")
                .GetString()
        );

        await LeadAsync("c3");
        await TwiceAsync(
            "paddle",
            $$"""
            {"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "{{await NowAsync()}}", "data": {
              "id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD", "custom_data": {"customer_external_id": "c3"}, "details": {"totals": {"grand_total": "10000"} } } }
            """
        );
        await LeadAsync("c4");
        await TwiceAsync(
            "shopify",
            $$"""
            {"id": 4711, "processed_at": "{{await NowAsync()}}", "total_price": "100.00", "currency": "USD", "customer": {"id": 7}, "note_attributes": [{"name": "customer_external_id", "value": "c4"}]}
            """,
            topic: "orders/paid"
        );
        Assert.Equal(6_000, await PendingAsync());
        await VerifyAsync();
    }

    private async Task LeadAsync(string customer)
    {
        await _app.PostAsync(
            $"/api/programs/{Slug}/track/lead",
            $$"""{"event_id": "lead-{{customer}}", "customer": {"external_id": "{{customer}}"}, "code": "{{_code}}"}"""
        );
        await _app.Running.WhenIdleAsync();

        // Stripe tells times by the second: a sale of the same one would have come before the lead.
        await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(1));
    }

    private static string Stripe(string type, string about, long created, string id = "evt_1") =>
        $$"""{"id": "{{id}}", "object": "event", "type": "{{type}}", "created": {{created}}, "data": {"object": {{about}} } }""";

    // Providers send again what was not acknowledged in time: it must have its effect once.
    private async Task TwiceAsync(string provider, string body, string expected = "accepted", string? topic = null)
    {
        for (var i = 0; i < 2; i++)
        {
            var (status, answer) = await _sender.SendAsync(provider, body, topic);
            Assert.True(status == HttpStatusCode.Accepted, $"{status}: {answer}");
            Assert.All(
                answer.TryGetProperty("results", out var results)
                    ? results.EnumerateArray()
                    : Enumerable.Repeat(answer, 1),
                element => Assert.Equal(expected, element.GetProperty("status").GetString())
            );
        }
    }

    private async Task<string> NowAsync() => (await _app.Running.NowAsync()).UtcDateTime.ToString("O");

    private async Task<long> PendingAsync() =>
        (await _app.GetAsync($"/api/programs/{Slug}/partners/{_partner}/balance")).GetProperty("pending").GetInt64();

    private async Task<string?> StatusAsync(string id) =>
        (await _app.GetAsync($"/api/programs/{Slug}/events/{id}")).GetProperty("status").GetString();

    private async Task<string?> ReasonAsync(string id) =>
        (await _app.GetAsync($"/api/programs/{Slug}/events/{id}")).TryGetProperty("reason", out var reason)
            ? reason.GetString()
            : null;

    private async Task VerifyAsync() =>
        Assert.True((await _app.GetAsync($"/api/programs/{Slug}/ledger/verify")).GetProperty("ok").GetBoolean());
}
