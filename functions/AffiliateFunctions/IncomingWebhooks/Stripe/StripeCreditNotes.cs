using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads Stripe's credit notes (https://docs.stripe.com/api/credit_notes/object). A note before the payment lowers the
/// amount of the paid invoice. After the payment, refunds of a note are sent as <c>charge.refunded</c>, and a credit to
/// the customer's balance stays with the merchant until it pays for another invoice. Only the amount refunded outside
/// of Stripe (<c>out_of_band_amount</c>) is read from the note.
/// </summary>
internal static class StripeCreditNotes
{
    // The names since the API of 2025-03-31, and before.
    private static readonly string[] TaxLists = ["total_taxes", "tax_amounts"];

    /// <summary>
    /// Returns the refund of an issued note: the amount refunded outside of Stripe, with the lines of the note and its
    /// share of the note's tax.
    /// </summary>
    public static WebhookContent Created(JsonElement sent, JsonElement note)
    {
        if (note.Text("id") is not { } id || StripeIds.Of(note, "invoice") is not { } invoice)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        var outside = note.Number("out_of_band_amount") ?? 0;
        if (outside <= 0 || note.Text("status") == "void")
        {
            var isAfterPayment = note.Number("post_payment_amount") is > 0 || note.Text("type") == "post_payment";
            return WebhookContent.Ignored(isAfterPayment ? IgnoredReasons.NoMoneyMoved : IgnoredReasons.BeforePayment);
        }

        var currency = StripeMoney.Currency(note);
        var (tax, _) = StripeMoney.PartsOf(
            outside,
            note.Number("total") ?? note.Number("amount"),
            TaxOf(note),
            shipping: 0,
            currency
        );
        var refund = new EventBody
        {
            EventId = $"stripe:credit_note:{id}",
            OccurredAt = note.Seconds("effective_at") ?? note.Seconds("created") ?? sent.Seconds("created"),
            InvoiceId = invoice,
            Amount = StripeMoney.Exact(outside, currency),
            Tax = tax > 0 ? tax : null,
            Reason = "refund",
        };
        return WebhookContent.Of(
            ProviderEvent.Of(EventType.Refund, ProviderLines.Of(refund, StripeLines.Credited(note, currency)))
        );
    }

    private static long TaxOf(JsonElement note) =>
        TaxLists
            .Where(list => note.Member(list) is { ValueKind: JsonValueKind.Array })
            .Select(list => MinorUnits.Sum(note.Items(list).Select(tax => (long?)(tax.Number("amount") ?? 0))) ?? 0)
            .FirstOrDefault();
}
