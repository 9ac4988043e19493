using System.Text;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using global::Stripe;

namespace AffiliateFunctions.Tracking.Webhooks.Stripe;

/// <summary>
/// Stripe's events (https://docs.stripe.com/api/events/types): paid invoices and checkouts are sales, refunded charges and disputes are
/// refunds, and a customer, checkout or subscription whose metadata name a partner brings the customer's touch. They are read as JSON, since
/// their shape follows the API version of the endpoint and not that of the library.
/// </summary>
internal sealed class StripeWebhooks : IWebhookProvider
{
    private const string Header = "Stripe-Signature";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Name => "stripe";

    /// <inheritdoc/>
    /// <remarks>
    /// The header names the time and one signature or more over time and body (https://docs.stripe.com/webhooks#verify-manually); a
    /// webhook that is sent again is signed again.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        try
        {
            return request.Header(Header) is { } header && Utf8.GetString(request.Body) is var body && secrets.Any(secret => Fits(body, header, secret, now));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request)
    {
        if (sent.Member("data", "object") is not { } about)
        {
            return WebhookContent.Nothing;
        }

        return sent.Text("type") switch
        {
            "invoice.paid" => StripeInvoices.Paid(sent, about),
            "invoice_payment.paid" => StripeInvoices.PaymentOf(about),
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" => StripeCheckouts.Completed(sent, about),
            "customer.subscription.created" or "customer.subscription.updated" or "customer.subscription.deleted" => StripeTouches.OfSubscription(about),
            "customer.created" or "customer.updated" => StripeTouches.OfCustomer(about),
            "customer.discount.created" => StripeDiscounts.Created(sent, about),
            "promotion_code.created" or "promotion_code.updated" => StripeDiscounts.Named(about),
            "charge.refunded" => StripeRefunds.Refunded(sent, about),
            "refund.failed" or "refund.updated" or "charge.refund.updated" => StripeRefunds.Failed(sent, about),
            "charge.dispute.created" or "charge.dispute.funds_withdrawn" => StripeRefunds.Disputed(about),
            "charge.dispute.closed" => StripeRefunds.DisputeClosed(sent, about),
            _ => WebhookContent.Nothing,
        };
    }

    private static bool Fits(string body, string header, string secret, DateTimeOffset now)
    {
        try
        {
            EventUtility.ValidateSignature(body, header, secret, (long)Signatures.Window.TotalSeconds, now.ToUnixTimeSeconds());
            return true;
        }
        catch (Exception fault) when (fault is StripeException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
