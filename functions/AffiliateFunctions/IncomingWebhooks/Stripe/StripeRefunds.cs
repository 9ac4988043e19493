using System.Globalization;
using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads the events that take money back (https://docs.stripe.com/api/charges/object,
/// https://docs.stripe.com/api/disputes/object).
/// </summary>
internal static class StripeRefunds
{
    /// <summary>
    /// Reads a charge with refunds. It contains the total refunded so far (<c>amount_refunded</c>), so a repeated event
    /// does no harm and a lost event is corrected by the next one. The total belongs to this charge: an invoice with
    /// several payments (https://docs.stripe.com/invoicing/partial-payments) is refunded by the sum of its charges. The
    /// event id is that of Stripe's event, because a refund that failed and was made again leads to the same total
    /// twice.
    /// </summary>
    public static WebhookContent Refunded(JsonElement sent, JsonElement charge) =>
        charge.Text("id") is { } id && charge.Number("amount_refunded") is >= 0 and var refunded
            ? WebhookContent.Of(
                ProviderEvent.Of(
                    EventType.Refund,
                    new EventBody
                    {
                        EventId =
                            $"stripe:charge.refunded:{id}:"
                            + $"{sent.Text("id") ?? refunded.ToString(CultureInfo.InvariantCulture)}",
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
    /// Reads a refund that did not reach the customer, which is often reported days later; it puts back what it took
    /// (https://docs.stripe.com/refunds#failed-refunds). <c>refund.failed</c>, <c>refund.updated</c> and
    /// <c>charge.refund.updated</c> report the same failure.
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
    /// Reads a dispute that has taken its amount back. While it is only an inquiry, with a status that starts with
    /// <c>warning_</c>, no money has moved. If it becomes a dispute, the withdrawal of the funds reports it
    /// (https://docs.stripe.com/disputes/how-disputes-work).
    /// </summary>
    public static WebhookContent Disputed(JsonElement dispute) =>
        dispute.Text("status")?.StartsWith("warning_", StringComparison.Ordinal) == true
            ? WebhookContent.Ignored(IgnoredReasons.NoMoneyMoved)
            : WebhookContent.OfOne(Of(dispute, "chargeback", dispute.Seconds("created")), IgnoredReasons.Incomplete);

    /// <summary>
    /// Reads a closed dispute. A won dispute puts back what it took; a lost one changes nothing more.
    /// </summary>
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
