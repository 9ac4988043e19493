using System.Net;
using System.Web;
using Testing.Answers;

namespace EndToEnd.IncomingWebhooks;

/// <summary>What Stripe sends of invoices, checkouts, refunds and disputes.</summary>
public sealed class StripeWebhookTests
{
    [Fact]
    public async Task Stripes_invoice_pays_and_its_refund_and_dispute_take_back_by_the_payment_that_only_a_later_webhook_names()
    {
        await using var program = await WebhookProgram.StartAsync();
        var now = (await program.App.Running.NowAsync()).ToUnixTimeSeconds();
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "checkout.session.completed",
                $$"""
                {"id": "cs_1", "created": {{now
                    - 60}}, "mode": "subscription", "payment_status": "paid", "customer": "cus_1", "invoice": "in_1", "metadata": {"code": "{{program.Code}}"} }
                """,
                now
            )
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "billing_reason": "subscription_create"}""",
                now
            )
        );
        Assert.Equal(2_000, await program.PendingAsync());

        // The refund comes before anything says that this payment was the invoice's: it waits, and goes on when it is
        // said.
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "charge.refunded",
                """{"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 2500, "currency": "usd"}""",
                now
            )
        );
        Assert.Equal("held", await program.StatusAsync("stripe:charge.refunded:ch_1:evt_1"));
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "invoice_payment.paid",
                """{"id": "inpay_1", "invoice": "in_1", "payment": {"type": "payment_intent", "payment_intent": "pi_1"} }""",
                now
            ),
            "ignored"
        );
        Assert.Equal("applied", await program.StatusAsync("stripe:charge.refunded:ch_1:evt_1"));
        Assert.Equal(1_500, await program.PendingAsync());

        // A refund that failed and was made again leads to the same total by another event.
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "charge.refunded",
                """{"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 2500, "currency": "usd"}""",
                now + 1,
                "evt_2"
            )
        );
        Assert.Equal(1_500, await program.PendingAsync());

        const string Dispute =
            """{"id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 7500, "currency": "usd", "status": "STATUS", "created": 1793872000}""";
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "charge.dispute.created",
                Dispute.Replace("STATUS", "needs_response", StringComparison.Ordinal),
                now
            )
        );
        Assert.Equal(0, await program.PendingAsync());
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "charge.dispute.closed",
                Dispute.Replace("STATUS", "won", StringComparison.Ordinal),
                now
            )
        );
        Assert.Equal(1_500, await program.PendingAsync());
        await program.VerifyAsync();
    }

    [Fact]
    public async Task Stripes_invoice_pays_though_it_comes_before_the_checkout_that_names_the_click()
    {
        await using var program = await WebhookProgram.StartAsync();
        using var visit = await program.App.Anonymous.GetAsync(new Uri($"/r/{program.Code}", UriKind.Relative));
        var click = HttpUtility.ParseQueryString(visit.Headers.Location!.Query)["click_id"];
        var now = (await program.App.Running.NowAsync()).ToUnixTimeSeconds();
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "invoice.paid",
                """{"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "billing_reason": "subscription_create"}""",
                now
            )
        );
        Assert.Equal(
            ("not_attributed", 0),
            (await program.ReasonAsync("stripe:invoice.paid:in_1"), await program.PendingAsync())
        );
        await program.SendTwiceAsync(
            "stripe",
            WebhookProgram.StripeEvent(
                "checkout.session.completed",
                $$"""
                {"id": "cs_1", "created": {{now}}, "mode": "subscription", "payment_status": "paid", "customer": "cus_1", "invoice": "in_1", "client_reference_id": "{{click}}"}
                """,
                now
            )
        );
        Assert.Equal(
            (null, 2_000),
            (await program.ReasonAsync("stripe:invoice.paid:in_1"), await program.PendingAsync())
        );
        await program.VerifyAsync();
    }

    [Fact]
    public async Task A_sale_that_changes_is_taken_and_what_is_ignored_is_listed()
    {
        await using var program = await WebhookProgram.StartAsync();
        var now = (await program.App.Running.NowAsync()).ToUnixTimeSeconds();
        var sale = WebhookProgram.StripeEvent(
            "invoice.paid",
            $$$"""{"id": "in_2", "customer": "cus_1", "amount_paid": 10000, "currency": "usd", "metadata": {"code": "{{{program.Code}}}"} }""",
            now
        );
        Assert.Equal(HttpStatusCode.Accepted, (await program.SendAsync("stripe", sale)).Status);
        var (status, answer) = await program.SendAsync(
            "stripe",
            sale.Replace("10000", "15000", StringComparison.Ordinal)
        );
        var changed = answer.As<EventResultJson>();
        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (status, changed.Status));
        var change = await program.Client.EventAsync(changed.EventId!);
        Assert.Equal(("sale_change", "applied"), (change.Type, change.Status));
        var commission = change.Commissions[0];
        Assert.Equal(3_000, (await program.Client.CommissionAsync(commission)).Amount);
        var reversals = (await program.Client.ExplanationAsync(commission)).Reversals;
        Assert.Equal(
            (2_000, 3_000),
            (reversals[0].GetProperty("granted_before").GetInt64(), reversals[0].GetProperty("granted").GetInt64())
        );

        // The API tells a change by a type of its own.
        await program.App.PostAsync(
            $"/api/programs/{WebhookProgram.Slug}/track/sale_change",
            """{"event_id": "c1", "invoice_id": "in_2", "amount": 5000}"""
        );
        await program.App.Running.WhenIdleAsync();
        Assert.Equal(1_000, (await program.Client.CommissionAsync(commission)).Amount);

        await program.SendAsync("stripe", WebhookProgram.StripeEvent("customer.deleted", """{"id": "cus_9"}""", now));
        var ignored = (await program.Client.EventsAsync("status=ignored"))[0];
        Assert.Equal(
            ("unknown_type", "stripe", "customer.deleted"),
            (ignored.Reason, ignored.Provider, ignored.ProviderType)
        );
        Assert.Equal("ignored", await program.StatusAsync(ignored.EventId));
        await program.VerifyAsync();
    }

    [Fact]
    public async Task What_is_not_valid_is_kept_with_its_reason_until_it_is_mended_by_a_person_or_by_the_provider()
    {
        await using var program = await WebhookProgram.StartAsync();
        var now = (await program.App.Running.NowAsync()).ToUnixTimeSeconds();
        for (var i = 1; i <= 2; i++)
        {
            var (status, answer) = await program.SendAsync("stripe", Sale(i, "isk"));
            var result = answer.As<EventResultJson>();
            Assert.Equal((HttpStatusCode.Accepted, "rejected"), (status, result.Status));
            Assert.Contains("/amount", result.Errors!);
        }

        var rejected = await program.Client.EventsAsync("status=rejected");
        Assert.Equal(
            ["stripe:invoice.paid:in_1", "stripe:invoice.paid:in_2"],
            rejected.Select(sale => sale.EventId).Order()
        );
        Assert.All(rejected, sale => Assert.Equal("invalid: /amount", sale.Reason));

        var retry = $"/api/programs/{WebhookProgram.Slug}/events/stripe:invoice.paid:in_1/retry";
        using var asItIs = await program.App.Http.PostAsync(new Uri(retry, UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, asItIs.StatusCode);
        await program.App.PostAsync(
            retry,
            $$"""{"invoice_id": "in_1", "customer": {"external_id": "cus_1"}, "amount": 5000, "currency": "USD", "code": "{{program.Code}}"}"""
        );
        await program.App.Running.WhenIdleAsync();
        Assert.Equal(
            ("applied", 1_000),
            (await program.StatusAsync("stripe:invoice.paid:in_1"), await program.PendingAsync())
        );

        await program.SendTwiceAsync("stripe", Sale(2, "usd"));
        Assert.Equal(
            ("applied", 2_001),
            (await program.StatusAsync("stripe:invoice.paid:in_2"), await program.PendingAsync())
        );
        Assert.Equal(HttpStatusCode.Accepted, (await program.SendAsync("stripe", Sale(1, "isk"))).Status);
        Assert.Equal(2_001, await program.PendingAsync());
        await program.VerifyAsync();

        string Sale(int number, string currency) =>
            WebhookProgram.StripeEvent(
                "invoice.paid",
                $$"""{"id": "in_{{number}}", "customer": "cus_1", "amount_paid": 5005, "currency": "{{currency}}", "metadata": {"code": "{{program.Code}}"} }""",
                now
            );
    }
}
