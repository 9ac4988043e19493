using System.Globalization;
using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// What takes money back (https://docs.stripe.com/api/charges/object, https://docs.stripe.com/api/disputes/object).
/// </summary>
internal static class StripeRefunds
{
    /// <summary>
    /// A charge of which something was refunded. It tells what was refunded of it so far (<c>amount_refunded</c> of
    /// this charge: an invoice that several payments paid, https://docs.stripe.com/invoicing/partial-payments, is
    /// refunded by the sum of its charges), so an event that comes twice does no harm, and one that was lost is made
    /// good by the next. It is named by Stripe's event: a refund that failed and was made again leads to the same total
    /// a second time.
    /// </summary>
    public static WebhookContent Refunded(JsonElement sent, JsonElement charge) =>
        charge.Text("id") is { } id && charge.Number("amount_refunded") is >= 0 and var refunded
            ? WebhookContent.Of(
                ProviderEvent.Of(
                    EventType.Refund,
                    new EventBody
                    {
                        EventId =
                            $"stripe:charge.refunded:{id}:{sent.Text("id") ?? refunded.ToString(CultureInfo.InvariantCulture)}",
                        OccurredAt = sent.Seconds("created"),
                        InvoiceId = StripeIds.Of(charge, "invoice") ?? StripeIds.Of(charge, "payment_intent") ?? id,
                        TotalRefunded = StripeMoney.Exact(refunded, StripeMoney.Currency(charge)),
                        PaymentId = StripeIds.Of(charge, "payment_intent") ?? id,
                        Reason = "refund",
                    }
                )
            )
            : WebhookContent.Ignored(IgnoredReasons.Incomplete);

    /// <summary>
    /// A refund that did not reach the customer, often days after it was told, puts back what it took
    /// (https://docs.stripe.com/refunds#failed-refunds).
    /// <c>refund.failed</c>, <c>refund.updated</c> and <c>charge.refund.updated</c> tell the same one.
    /// </summary>
    public static WebhookContent Failed(JsonElement sent, JsonElement refund) =>
        refund.Text("status") is "failed" or "canceled"
        && refund.Text("id") is { } id
        && refund.Number("amount") is > 0 and var amount
        && (StripeIds.Of(refund, "payment_intent") ?? StripeIds.Of(refund, "charge")) is { } payment
            ? WebhookContent.Of(
                ProviderEvent.Of(
                    EventType.Refund,
                    new EventBody
                    {
                        EventId = $"stripe:refund:{id}:failed",
                        OccurredAt = sent.Seconds("created"),
                        InvoiceId = payment,
                        PaymentId = payment,
                        Amount = StripeMoney.Exact(amount, StripeMoney.Currency(refund)),
                        Reason = "refund_failed",
                    }
                ) with
                {
                    IsToldRepeatedly = true,
                }
            )
            : WebhookContent.Ignored(IgnoredReasons.NoMoneyMoved);

    /// <summary>
    /// A dispute has taken its amount back. While it is only an inquiry, which its status says by <c>warning_</c>, no
    /// money has moved; should it become a dispute after all, the withdrawal of the funds tells
    /// (https://docs.stripe.com/disputes/how-disputes-work).
    /// </summary>
    public static WebhookContent Disputed(JsonElement dispute) =>
        dispute.Text("status")?.StartsWith("warning_", StringComparison.Ordinal) == true
            ? WebhookContent.Ignored(IgnoredReasons.NoMoneyMoved)
            : WebhookContent.OfOne(Of(dispute, "chargeback", dispute.Seconds("created")), IgnoredReasons.Incomplete);

    /// <summary>A dispute that was won puts back what it took. One that was lost changes nothing more.</summary>
    public static WebhookContent DisputeClosed(JsonElement sent, JsonElement dispute) =>
        dispute.Text("status") == "won"
            ? WebhookContent.OfOne(Of(dispute, "dispute_won", sent.Seconds("created")), IgnoredReasons.Incomplete)
            : WebhookContent.Ignored(IgnoredReasons.NoMoneyMoved);

    private static ProviderEvent? Of(JsonElement dispute, string reason, DateTimeOffset? at) =>
        dispute.Text("id") is { } id
        && dispute.Number("amount") is > 0 and var amount
        && (StripeIds.Of(dispute, "payment_intent") ?? StripeIds.Of(dispute, "charge")) is { } invoice
            ? ProviderEvent.Of(
                EventType.Refund,
                new EventBody
                {
                    EventId = $"stripe:dispute:{id}:{reason}",
                    OccurredAt = at,
                    InvoiceId = invoice,
                    Amount = StripeMoney.Exact(amount, StripeMoney.Currency(dispute)),
                    Reason = reason,
                }
            )
            : null;
}
