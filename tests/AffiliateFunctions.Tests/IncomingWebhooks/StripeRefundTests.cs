using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.Stripe;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Stripe's events of refunds and disputes.</summary>
public sealed class StripeRefundTests
{
    private static readonly StripeWebhooks Stripe = new();

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
            Sent.StripeEvent("charge.refunded", $$"""{ {{members}}, "amount_refunded": 500, "currency": "usd"}""")
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
            Sent.StripeEvent(
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
            Sent.StripeEvent(
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
}
