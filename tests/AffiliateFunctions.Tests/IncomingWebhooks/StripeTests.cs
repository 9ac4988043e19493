using System.Globalization;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.IncomingWebhooks.Stripe;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

public sealed class StripeTests
{
    private static readonly StripeWebhooks Stripe = new();

    [Theory]
    [InlineData("old,new", "new", 0, true)]
    [InlineData("old,new", "old", -299, true)]
    [InlineData("old,new", "old", 299, true)]
    [InlineData("old,new", "other", 0, false)]
    [InlineData("old,new", "new", -301, false)]
    [InlineData("old,new", "new", 301, false)]
    [InlineData("", "new", 0, false)]
    public void A_signature_counts_for_five_minutes_and_by_any_secret_in_force(
        string secrets,
        string signedBy,
        int seconds,
        bool expected
    )
    {
        var time = (Sent.Now.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        var header = $"t={time},v1={Convert.ToHexStringLower(Sent.Hmac(signedBy, $"{time}.{{}}"))}";
        Assert.Equal(expected, IsGenuine("{}", header, secrets));
        Assert.False(IsGenuine("{ }", header, secrets));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=,v1=")]
    [InlineData("t=soon,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("v1=00")]
    [InlineData("nonsense")]
    public void A_header_that_is_none_is_no_signature(string? header) => Assert.False(IsGenuine("{}", header, "new"));

    [Fact]
    public void A_paid_invoice_is_a_sale_of_what_was_paid()
    {
        var (type, body) = Stripe.One(
            Event(
                "invoice.paid",
                """
                {
                  "id": "in_1", "customer": "cus_1", "customer_email": "buyer@example.net", "amount_paid": 12000, "currency": "usd", "billing_reason": "subscription_cycle",
                  "status_transitions": {"paid_at": 1793872800}, "total_taxes": [{"amount": 1500}, {"amount": 500}],
                  "parent": {"subscription_details": {"metadata": {"code": "acme", "plan": "pro"} } }, "metadata": {"code": "other"},
                  "lines": {"data": [{"quantity": 3, "pricing": {"price_details": {"product": "prod_1", "price": "price_1"} } }]}
                }
                """
            )
        );
        Assert.Equal(EventType.Sale, type);
        Assert.Equal(("stripe:invoice.paid:in_1", "in_1", "cus_1"), (body.EventId, body.InvoiceId, body.CustomerId));
        Assert.Equal((12_000, 2_000, "USD", 3), (body.Amount, body.Tax, body.Currency, body.Quantity));
        Assert.Equal(("prod_1", "price_1", "renewal", "other"), (body.ProductId, body.Plan, body.SaleType, body.Code));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_793_872_800), body.OccurredAt);
        Assert.Equal("pro", body.Metadata!["plan"].GetString());
    }

    [Theory]
    [InlineData(""" "total": 12000, "total_taxes": [{"amount": 2000}], "amount_paid": 6000 """, 6_000, 1_000, null)]
    [InlineData(""" "total": 12000, "tax": 2000, "amount_paid": 6000 """, 6_000, 1_000, null)]
    [InlineData(""" "total": 12000, "total_taxes": [{"amount": 2000}], "amount_paid": 12000 """, 12_000, 2_000, null)]
    [InlineData(""" "total": 10000, "total_taxes": [{"amount": 1900}], "amount_paid": 333 """, 333, 63, null)]
    [InlineData(
        """ "total": 12000, "total_taxes": [{"amount": 2000}], "shipping_cost": {"amount_subtotal": 1000, "amount_tax": 200, "amount_total": 1200}, "amount_paid": 6000 """,
        6_000,
        1_000,
        500L
    )]
    public void What_was_paid_of_an_invoice_has_its_share_of_the_tax_and_the_shipping(
        string members,
        long amount,
        long tax,
        long? shipping
    )
    {
        var (_, body) = Stripe.One(
            Event("invoice.paid", $$"""{"id": "in_1", "customer": "cus_1", "currency": "usd", {{members}} }""")
        );
        Assert.Equal((amount, tax, shipping), (body.Amount, body.Tax, body.Shipping));
    }

    [Fact]
    public void The_shipping_of_a_checkout_is_told_apart()
    {
        var (_, body) = Stripe.One(
            Event(
                "checkout.session.completed",
                """
                {"id": "cs_1", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1", "amount_total": 3600, "currency": "usd",
                 "total_details": {"amount_tax": 600, "amount_shipping": 500}, "shipping_cost": {"amount_subtotal": 500, "amount_tax": 100, "amount_total": 600} }
                """
            )
        );
        Assert.Equal((3_600, 600, 500), (body.Amount, body.Tax, body.Shipping));
    }

    [Theory]
    [InlineData(""" "payment_intent": "pi_1", "charge": "ch_1" """, "pi_1,ch_1")]
    [InlineData(
        """ "payments": {"data": [{"payment": {"type": "payment_intent", "payment_intent": "pi_1"} }, {"payment": {"type": "charge", "charge": "ch_2"} }]} """,
        "pi_1,ch_2"
    )]
    [InlineData(""" "payment_intent": {"id": "pi_1", "object": "payment_intent"} """, "pi_1")]
    [InlineData(""" "payment_intent": null """, "")]
    public void What_paid_an_invoice_is_another_name_of_it(string members, string names)
    {
        var content = Stripe.Read(
            Event(
                "invoice.paid",
                $$"""{"id": "in_1", "customer": "cus_1", "amount_paid": 100, "currency": "usd", {{members}} }"""
            )
        );
        Assert.Equal("in_1", Assert.Single(content.Events).Body!.InvoiceId);
        Assert.Equal(names, string.Join(',', content.Names.Select(name => name.Name)));
        Assert.All(content.Names, name => Assert.Equal("in_1", name.Invoice));
    }

    [Fact]
    public void A_payment_of_an_invoice_brings_its_name_and_no_event()
    {
        var content = Stripe.Read(
            Event(
                "invoice_payment.paid",
                """{"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "payment": {"type": "payment_intent", "payment_intent": "pi_1"} }"""
            )
        );
        Assert.Empty(content.Events);
        Assert.Equal(new InvoiceName("pi_1", "in_1"), Assert.Single(content.Names));
    }

    [Theory]
    [InlineData("usd", 1050, 1050L)]
    [InlineData("jpy", 500, 500L)]
    [InlineData("kwd", 5120, 5120L)]
    [InlineData("isk", 50000, 500L)]
    [InlineData("ugx", 120000, 1200L)]
    [InlineData("mga", 5, 500L)]
    [InlineData("huf", 1045, 1045L)]
    [InlineData("isk", 50050, null)]
    public void Amounts_are_in_minor_units_of_ISO_4217_exactly(string currency, long sent, long? expected)
    {
        var sale = Stripe.One(
            Event(
                "invoice.paid",
                $$"""{"id": "in_1", "customer": "cus_1", "amount_paid": {{sent}}, "currency": "{{currency}}"}"""
            )
        );
        Assert.Equal(expected, sale.Body.Amount);
        var refund = Stripe.One(
            Event(
                "charge.refunded",
                $$"""{"id": "ch_1", "invoice": "in_1", "amount_refunded": {{sent}}, "currency": "{{currency}}"}"""
            )
        );
        Assert.Equal(expected, refund.Body.TotalRefunded);
    }

    [Fact]
    public void A_paid_one_off_checkout_of_a_guest_is_a_sale_under_its_payment()
    {
        var (type, body) = Stripe.One(
            Event(
                "checkout.session.completed",
                """
                {
                  "id": "cs_1", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1", "customer": null, "amount_total": 2400, "currency": "usd",
                  "customer_details": {"email": "guest@example.net", "name": "Guest", "address": {"country": "us"} }, "total_details": {"amount_tax": 400},
                  "client_reference_id": "clk_abc", "invoice": null, "invoice_creation": {"enabled": false}
                }
                """
            )
        );
        Assert.Equal(
            (EventType.Sale, "stripe:checkout:cs_1", "pi_1", "guest@example.net"),
            (type, body.EventId, body.InvoiceId, body.CustomerId)
        );
        Assert.Equal(
            (2_400, 400, "USD", "clk_abc", "US"),
            (body.Amount, body.Tax, body.Currency, body.ClickId, body.Customer!.Country)
        );
    }

    [Theory]
    [InlineData("""{"email": null}""", "cs_1")]
    [InlineData("null", "cs_1")]
    [InlineData("""{"email": "not an address #1"}""", "cs_1")]
    public void A_guest_without_an_address_is_known_by_the_checkout(string details, string customer)
    {
        var (_, body) = Stripe.One(
            Event(
                "checkout.session.async_payment_succeeded",
                $$"""
                {"id": "cs_1", "mode": "payment", "payment_status": "paid", "payment_intent": null, "amount_total": 100, "currency": "usd", "customer_details": {{details}} }
                """
            )
        );
        Assert.Equal((customer, "cs_1"), (body.CustomerId, body.InvoiceId));
    }

    [Theory]
    [InlineData(""" "mode": "subscription", "payment_status": "paid", "invoice": "in_1" """)]
    [InlineData(""" "mode": "subscription", "payment_status": "no_payment_required", "invoice": null """)]
    [InlineData(
        """ "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1", "invoice_creation": {"enabled": true} """
    )]
    [InlineData(
        """ "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1", "invoice": {"id": "in_1"} """
    )]
    public void A_checkout_whose_invoice_is_the_sale_brings_the_touch_only(string members)
    {
        var (type, body) = Stripe.One(
            Event(
                "checkout.session.completed",
                $$"""
                {"id": "cs_1", "created": 1793872000, "customer": "cus_1", "amount_total": 100, "currency": "usd", "metadata": {"via": "acme"}, {{members}} }
                """
            )
        );
        Assert.Equal((EventType.Lead, "cus_1", "acme"), (type, body.CustomerId, body.Code));
    }

    [Fact]
    public void A_checkout_and_its_subscription_tell_the_same_touch()
    {
        var checkout = Stripe.Read(
            Event(
                "checkout.session.completed",
                """{"id": "cs_1", "mode": "subscription", "customer": "cus_1", "metadata": {"click_id": "clk_1"} }"""
            )
        );
        var subscription = Stripe.Read(
            Event(
                "customer.subscription.updated",
                """{"id": "sub_1", "customer": "cus_1", "metadata": {"click_id": "clk_1"}, "created": 1793872000}"""
            )
        );
        Assert.Equal(checkout.Events[0].Id, subscription.Events[0].Id);
        Assert.True(checkout.Events[0].IsToldRepeatedly && subscription.Events[0].IsToldRepeatedly);
    }

    [Theory]
    [InlineData(
        """ "discounts": [{"coupon": "co_1", "promotion_code": "promo_1"}, {"coupon": {"id": "SUMMER"}, "promotion_code": null}] """,
        "promo_1,co_1,SUMMER"
    )]
    [InlineData(
        """ "discounts": [{"promotion_code": {"id": "promo_1", "code": "ACME10"}, "source": {"type": "coupon", "coupon": "co_1"} }] """,
        "ACME10,promo_1,co_1"
    )]
    [InlineData(""" "discount": {"promotion_code": "promo_1", "coupon": {"id": "co_1"} } """, "promo_1,co_1")]
    [InlineData(""" "discounts": ["di_1"], "discount": null """, "")]
    public void An_invoices_discounts_may_be_partners_coupons(string members, string discounts)
    {
        var content = Stripe.Read(
            Event(
                "invoice.paid",
                $$"""{"id": "in_1", "customer": "cus_1", "amount_paid": 100, "currency": "usd", {{members}} }"""
            )
        );
        Assert.Equal(discounts, string.Join(',', Assert.Single(content.Events).Discounts));
    }

    [Fact]
    public void A_promotion_code_has_a_code_that_its_id_means()
    {
        var content = Stripe.Read(
            Event(
                "promotion_code.updated",
                """{"id": "promo_1", "code": "ACME10", "promotion": {"type": "coupon", "coupon": "co_1"} }"""
            )
        );
        Assert.Equal(new("promo_1", "ACME10"), Assert.Single(content.Coupons));
        Assert.Empty(content.Events);
    }

    [Theory]
    [InlineData(""" "client_reference_id": "user-17" """, "user-17", true)]
    [InlineData(
        """ "client_reference_id": "cart-1", "metadata": {"customer_external_id": "user-17"} """,
        "user-17",
        false
    )]
    [InlineData(""" "client_reference_id": "clk_abc" """, null, false)]
    public void A_checkout_may_say_who_its_customer_is(string members, string? meaning, bool isReference)
    {
        var told = Stripe
            .Read(
                Event(
                    "checkout.session.completed",
                    $$"""{"id": "cs_1", "mode": "subscription", "customer": "cus_1", {{members}} }"""
                )
            )
            .Customers.SingleOrDefault();
        Assert.Equal(
            (meaning is null ? null : "cus_1", meaning, isReference),
            (told?.Name, told?.Meaning, told?.IsReference ?? false)
        );
    }

    [Theory]
    [InlineData(""" "id": "ch_1", "invoice": "in_1", "payment_intent": "pi_1" """, "in_1", "pi_1")]
    [InlineData(""" "id": "ch_1", "payment_intent": "pi_1" """, "pi_1", "pi_1")]
    [InlineData(""" "id": "ch_1", "payment_intent": null """, "ch_1", "ch_1")]
    public void A_refunded_charge_says_what_is_refunded_of_its_payment_so_far(
        string members,
        string invoice,
        string payment
    )
    {
        var (type, body) = Stripe.One(
            Event("charge.refunded", $$"""{ {{members}}, "amount_refunded": 500, "currency": "usd"}""")
        );
        Assert.Equal(
            (EventType.Refund, "stripe:charge.refunded:ch_1:evt_1", invoice, payment, 500),
            (type, body.EventId, body.InvoiceId, body.PaymentId, body.TotalRefunded)
        );
    }

    [Theory]
    [InlineData("refund.failed", "failed", true)]
    [InlineData("refund.updated", "failed", true)]
    [InlineData("charge.refund.updated", "canceled", true)]
    [InlineData("refund.updated", "succeeded", false)]
    [InlineData("refund.updated", "pending", false)]
    public void A_refund_that_failed_is_put_back(string type, string status, bool isTold)
    {
        var content = Stripe.Read(
            Event(
                type,
                $$"""{"id": "re_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 700, "currency": "usd", "status": "{{status}}"}"""
            )
        );
        Assert.Equal(isTold, content.Events.Count == 1);
        Assert.All(
            content.Events,
            providerEvent =>
                Assert.Equal(
                    ("stripe:refund:re_1:failed", "pi_1", "pi_1", 700, "refund_failed", true),
                    (
                        providerEvent.Body!.EventId,
                        providerEvent.Body.InvoiceId,
                        providerEvent.Body.PaymentId,
                        providerEvent.Body.Amount,
                        providerEvent.Body.Reason,
                        providerEvent.IsToldRepeatedly
                    )
                )
        );
    }

    [Theory]
    [InlineData("charge.dispute.created", "needs_response", "chargeback")]
    [InlineData("charge.dispute.funds_withdrawn", "needs_response", "chargeback")]
    [InlineData("charge.dispute.closed", "won", "dispute_won")]
    [InlineData("charge.dispute.closed", "lost", null)]
    [InlineData("charge.dispute.closed", "warning_closed", null)]
    [InlineData("charge.dispute.created", "warning_needs_response", null)]
    public void A_dispute_takes_its_amount_and_puts_it_back_when_it_is_won(string type, string status, string? reason)
    {
        var content = Stripe.Read(
            Event(
                type,
                $$"""{"id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 700, "currency": "usd", "status": "{{status}}", "created": 1793872000}"""
            )
        );
        Assert.Equal(reason, content.Events.SingleOrDefault()?.Body!.Reason);
        Assert.All(
            content.Events,
            providerEvent =>
                Assert.Equal(
                    ($"stripe:dispute:dp_1:{reason}", "pi_1", 700),
                    (providerEvent.Body!.EventId, providerEvent.Body.InvoiceId, providerEvent.Body.Amount)
                )
        );
    }

    [Theory]
    [InlineData("invoice.paid", """{"id": "in_1", "customer": "cus_1", "amount_paid": 0, "currency": "usd"}""")]
    [InlineData("invoice.paid", """{"id": "in_1", "amount_paid": 100, "currency": "usd"}""")]
    [InlineData("invoice.created", """{"id": "in_1", "customer": "cus_1", "amount_paid": 100, "currency": "usd"}""")]
    [InlineData(
        "checkout.session.completed",
        """{"id": "cs_1", "mode": "payment", "payment_status": "unpaid", "amount_total": 100, "currency": "usd"}"""
    )]
    [InlineData(
        "checkout.session.completed",
        """{"id": "cs_1", "mode": "subscription", "customer": "cus_1", "client_reference_id": "user-17"}"""
    )]
    [InlineData("customer.subscription.created", """{"id": "sub_1", "customer": "cus_1", "metadata": {} }""")]
    [InlineData("charge.refunded", "[]")]
    [InlineData("charge.refunded", """{"id": "\ud800", "amount_refunded": 100}""")]
    public void What_says_nothing_to_us_is_nothing(string type, string about)
    {
        var content = Stripe.Read(Event(type, about));
        Assert.Empty(content.Events);
        Assert.Empty(content.Names);
    }

    private static bool IsGenuine(string body, string? header, string secrets) =>
        Stripe.IsGenuine(
            Sent.Request(body, ("Stripe-Signature", header)),
            secrets.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Sent.Now
        );

    private static string Event(string type, string about) =>
        $$"""{"id": "evt_1", "type": "{{type}}", "created": 1793872900, "data": {"object": {{about}} } }""";
}
