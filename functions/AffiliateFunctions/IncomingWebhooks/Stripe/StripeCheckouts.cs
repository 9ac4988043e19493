using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads Stripe's checkouts (https://docs.stripe.com/api/checkout/sessions/object). A paid one-off checkout is a sale,
/// stored under its payment intent, to which refunds refer. The first invoice of a subscription is paid by a separate
/// event, and so is the invoice of a one-off checkout that creates one
/// (https://docs.stripe.com/payments/checkout/receipts#paid-invoices). These checkouts create only the touch, by which
/// the invoices are attributed.
/// </summary>
internal static class StripeCheckouts
{
    /// <summary>
    /// Reads a completed checkout. A checkout with a pending payment is sent again once the payment has succeeded.
    /// </summary>
    public static WebhookContent Completed(JsonElement sent, JsonElement session)
    {
        if (session.Text("id") is not { } id)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        var entries = Payload.Texts(session.Member("metadata"));
        var naming = PartnerReference.In(entries) with { Discounts = StripeDiscounts.In(session) };
        var reference = session.Text("client_reference_id");
        if (PartnerReference.IsClick(reference))
        {
            (naming, reference) = (naming with { ClickId = naming.ClickId ?? reference }, null);
        }

        var customer = CustomerOf(session, id, entries);
        return ContentOf(sent, session, id, naming, entries, customer) with
        {
            Customers = PartnerReference.CustomerIn(entries, customer?.ExternalId, reference),
        };
    }

    private static WebhookContent ContentOf(
        JsonElement sent,
        JsonElement session,
        string id,
        PartnerReference naming,
        IReadOnlyDictionary<string, string> entries,
        CustomerBody? customer
    )
    {
        if (session.Text("mode") != "payment" || HasInvoice(session) || IsFree(session))
        {
            return WebhookContent.OfOne(
                StripeTouches.Of(customer, naming, session.Seconds("created") ?? sent.Seconds("created")),
                IsFree(session) ? IgnoredReasons.NothingPaid : IgnoredReasons.NoPartnerNamed
            );
        }

        if (session.Text("payment_status") != "paid")
        {
            return WebhookContent.Ignored(IgnoredReasons.PaymentPending);
        }

        return session.Number("amount_total") is > 0
            ? WebhookContent.Of(
                naming.Event(EventType.Sale, Sale(sent, session, id, customer), entries) with
                {
                    AsOf = sent.Seconds("created"),
                }
            )
            : WebhookContent.Ignored(IgnoredReasons.NothingPaid);
    }

    private static EventBody Sale(JsonElement sent, JsonElement session, string id, CustomerBody? customer)
    {
        var currency = StripeMoney.Currency(session);
        var (tax, shipping) = StripeMoney.PartsOf(
            session.Number("amount_total") ?? 0,
            whole: null,
            session.Number("total_details", "amount_tax") ?? 0,
            StripeMoney.ShippingOf(session),
            currency
        );
        return new EventBody
        {
            EventId = $"stripe:checkout:{id}",
            OccurredAt = sent.Seconds("created"),
            InvoiceId = StripeIds.Of(session, "payment_intent") ?? id,
            Customer = customer,
            Amount = StripeMoney.Amount(session, currency, "amount_total"),
            Tax = tax,
            Shipping = shipping > 0 ? shipping : null,
            Currency = currency,
        };
    }

    // Nothing had to be paid, but a partner may have referred the customer
    // (https://docs.stripe.com/payments/checkout/no-cost-orders).
    private static bool IsFree(JsonElement session) =>
        session.Text("payment_status") == "no_payment_required"
        || (session.Text("payment_status") == "paid" && session.Number("amount_total") is 0);

    private static bool HasInvoice(JsonElement session) =>
        StripeIds.Of(session, "invoice") is not null
        || session.Member("invoice_creation", "enabled") is { ValueKind: JsonValueKind.True };

    // A guest has no customer at Stripe. The id is the merchant's id, the e-mail address, or else the id of this
    // checkout.
    private static CustomerBody? CustomerOf(JsonElement session, string id, IReadOnlyDictionary<string, string> entries)
    {
        var email = session.Text("customer_details", "email") ?? session.Text("customer_email");
        return CustomerMapper.Of(
            [StripeIds.Of(session, "customer"), entries.GetValueOrDefault(PartnerReference.Customer), email, id],
            email,
            session.Text("customer_details", "name"),
            session.Text("customer_details", "business_name"),
            session.Text("customer_details", "address", "country")
        );
    }
}
