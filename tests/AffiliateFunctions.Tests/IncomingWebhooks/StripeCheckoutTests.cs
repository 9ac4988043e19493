using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.Stripe;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Stripe's events of checkouts.</summary>
public sealed class StripeCheckoutTests
{
    private static readonly StripeWebhooks Stripe = new();

    [Fact]
    public void The_shipping_of_a_checkout_is_told_apart()
    {
        var (_, body) = Stripe.One(
            Sent.StripeEvent(
                "checkout.session.completed",
                """
                {"id": "cs_1", "mode": "payment", "payment_status": "paid", "payment_intent": "pi_1", "amount_total": 3600, "currency": "usd",
                 "total_details": {"amount_tax": 600, "amount_shipping": 500}, "shipping_cost": {"amount_subtotal": 500, "amount_tax": 100, "amount_total": 600} }
                """
            )
        );
        Assert.Equal((3_600, 600, 500), (body.Amount, body.Tax, body.Shipping));
    }

    [Fact]
    public void A_paid_one_off_checkout_of_a_guest_is_a_sale_under_its_payment()
    {
        var (type, body) = Stripe.One(
            Sent.StripeEvent(
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
                "checkout.session.completed",
                """{"id": "cs_1", "mode": "subscription", "customer": "cus_1", "metadata": {"click_id": "clk_1"} }"""
            )
        );
        var subscription = Stripe.Read(
            Sent.StripeEvent(
                "customer.subscription.updated",
                """{"id": "sub_1", "customer": "cus_1", "metadata": {"click_id": "clk_1"}, "created": 1793872000}"""
            )
        );
        Assert.Equal(checkout.Events[0].Id, subscription.Events[0].Id);
        Assert.True(checkout.Events[0].IsToldRepeatedly && subscription.Events[0].IsToldRepeatedly);
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
                Sent.StripeEvent(
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
}
