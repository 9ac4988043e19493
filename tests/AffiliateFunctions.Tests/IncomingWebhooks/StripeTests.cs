using System.Globalization;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.IncomingWebhooks.Stripe;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Signatures of Stripe, and its events of invoices and coupons.</summary>
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
                "invoice.paid",
                $$"""{"id": "in_1", "customer": "cus_1", "currency": "usd", {{members}} }"""
            )
        );
        Assert.Equal((amount, tax, shipping), (body.Amount, body.Tax, body.Shipping));
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
                "invoice.paid",
                $$"""{"id": "in_1", "customer": "cus_1", "amount_paid": {{sent}}, "currency": "{{currency}}"}"""
            )
        );
        Assert.Equal(expected, sale.Body.Amount);
        var refund = Stripe.One(
            Sent.StripeEvent(
                "charge.refunded",
                $$"""{"id": "ch_1", "invoice": "in_1", "amount_refunded": {{sent}}, "currency": "{{currency}}"}"""
            )
        );
        Assert.Equal(expected, refund.Body.TotalRefunded);
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
                "promotion_code.updated",
                """{"id": "promo_1", "code": "ACME10", "promotion": {"type": "coupon", "coupon": "co_1"} }"""
            )
        );
        Assert.Equal(new("promo_1", "ACME10"), Assert.Single(content.Coupons));
        Assert.Empty(content.Events);
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
        var content = Stripe.Read(Sent.StripeEvent(type, about));
        Assert.Empty(content.Events);
        Assert.Empty(content.Names);
    }

    private static bool IsGenuine(string body, string? header, string secrets) =>
        Stripe.IsGenuine(
            Sent.Request(body, ("Stripe-Signature", header)),
            secrets.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Sent.Now
        );
}
