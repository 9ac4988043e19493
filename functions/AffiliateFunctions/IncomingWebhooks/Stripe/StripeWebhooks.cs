using System.Text;
using System.Text.Json;
using global::Stripe;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads Stripe's events (https://docs.stripe.com/api/events/types). Paid invoices and checkouts are sales, and
/// refunded charges and disputes are refunds. A customer, checkout or subscription with a partner reference in its
/// metadata creates the customer's touch. Events are read as JSON, because their format follows the API version of the
/// endpoint, not of the library.
/// </summary>
internal sealed class StripeWebhooks : IWebhookProvider
{
    private const string Header = "Stripe-Signature";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Name => "stripe";

    /// <inheritdoc/>
    /// <remarks>
    /// The header contains the time and one or more signatures of time and body
    /// (https://docs.stripe.com/webhooks#verify-manually). Each delivery attempt is signed again.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        try
        {
            return request.Header(Header) is { } header
                && Utf8.GetString(request.Body) is var body
                && secrets.Any(secret => Fits(body, header, secret, now));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <c>livemode</c> is false for events of a test mode or sandbox
    /// (https://docs.stripe.com/api/events/object#event_object-livemode).
    /// </remarks>
    public WebhookEnvelope Describe(JsonElement sent, SignedRequest request) =>
        new(sent.Text("id"), sent.Text("type"), IsTest: sent.Member("livemode") is { ValueKind: JsonValueKind.False });

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request)
    {
        if (sent.Member("data", "object") is not { } about)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        return sent.Text("type") switch
        {
            "invoice.paid" => StripeInvoices.Paid(sent, about),
            "invoice_payment.paid" => StripeInvoices.PaymentOf(about),
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" => StripeCheckouts.Completed(
                sent,
                about
            ),
            "customer.subscription.created" or "customer.subscription.updated" => StripeTouches.OfSubscription(
                about,
                IgnoredReasons.NoPartnerNamed
            ),
            "customer.subscription.deleted" => StripeTouches.OfSubscription(about, IgnoredReasons.NoMoneyMoved),
            "customer.created" or "customer.updated" => StripeTouches.OfCustomer(about, IgnoredReasons.NoPartnerNamed),
            "customer.discount.created" => StripeDiscounts.Created(sent, about),
            "promotion_code.created" or "promotion_code.updated" => StripeDiscounts.Named(about),
            "charge.refunded" => StripeRefunds.Refunded(sent, about),
            "refund.failed" or "refund.updated" or "charge.refund.updated" => StripeRefunds.Failed(sent, about),
            "charge.dispute.created" or "charge.dispute.funds_withdrawn" => StripeRefunds.Disputed(about),
            "charge.dispute.closed" => StripeRefunds.DisputeClosed(sent, about),
            "credit_note.created" => StripeCreditNotes.Created(sent, about),

            // Only unpaid objects can be voided (https://docs.stripe.com/invoicing/overview#invoice-statuses,
            // https://docs.stripe.com/api/credit_notes/void). Refunds of payments are sent separately.
            "invoice.voided" or "invoice.marked_uncollectible" or "credit_note.voided" => WebhookContent.Ignored(
                IgnoredReasons.NoMoneyMoved
            ),
            _ => WebhookContent.Ignored(IgnoredReasons.UnknownType),
        };
    }

    private static bool Fits(string body, string header, string secret, DateTimeOffset now)
    {
        try
        {
            EventUtility.ValidateSignature(
                body,
                header,
                secret,
                (long)Signatures.Window.TotalSeconds,
                now.ToUnixTimeSeconds()
            );
            return true;
        }
        catch (Exception fault) when (fault is StripeException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
