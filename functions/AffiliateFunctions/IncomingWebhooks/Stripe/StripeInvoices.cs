using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads Stripe's invoices (https://docs.stripe.com/api/invoices/object). A sale is stored under the id of its invoice.
/// Disputes refer to the payment intent instead, and so do charges since the API of 2025-03-31
/// (https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices). The
/// payment is therefore stored as another id of its invoice. The invoice contains its payment before that version, or
/// when its <c>payments</c> are included; since that version <c>invoice_payment.paid</c> provides it
/// (https://docs.stripe.com/api/invoice-payment/object).
/// </summary>
internal static class StripeInvoices
{
    /// <summary>
    /// Reads a paid invoice, which is a sale of the paid amount. An invoice of zero, such as for a trial, creates only
    /// the touch. Tax and shipping refer to the total, which credit from the customer's balance may have paid in part;
    /// the paid amount gets its share of them.
    /// </summary>
    public static WebhookContent Paid(JsonElement sent, JsonElement invoice)
    {
        if (invoice.Text("id") is not { } id || CustomerOf(invoice) is not { } customer)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        var entries = Payload.Texts(
            invoice.Member("parent", "subscription_details", "metadata"),
            invoice.Member("subscription_details", "metadata"),
            invoice.Member("metadata")
        );
        if (invoice.Number("amount_paid") is not > 0)
        {
            return Unpaid(sent, invoice, customer, entries);
        }

        var currency = StripeMoney.Currency(invoice);
        var (tax, shipping) = StripeMoney.PartsOf(
            invoice.Number("amount_paid") ?? 0,
            invoice.Number("total"),
            TaxOf(invoice),
            StripeMoney.ShippingOf(invoice),
            currency
        );
        List<JsonElement> lines = [.. invoice.Items("lines", "data")];
        var line = lines.Count > 0 ? lines[0] : default;
        var sale = new EventBody
        {
            EventId = $"stripe:invoice.paid:{id}",
            OccurredAt = invoice.Seconds("status_transitions", "paid_at") ?? sent.Seconds("created"),
            InvoiceId = id,
            Customer = customer,
            Amount = StripeMoney.Amount(invoice, currency, "amount_paid"),
            Tax = tax,
            Shipping = shipping > 0 ? shipping : null,
            Currency = currency,
            ProductId = StripeLines.ProductOf(line),
            Plan = StripeLines.PriceOf(line),
            Quantity = StripeLines.UnitsOf(line, invoice),
            SaleType = SaleTypeOf(invoice.Text("billing_reason")),
        };
        var naming = PartnerReference.In(entries) with { Discounts = StripeDiscounts.In(invoice) };
        var withLines = ProviderLines.On(
            sale,
            [.. lines.Select(element => StripeLines.Of(element, invoice, currency))]
        );
        return WebhookContent.Of(
            naming.Event(EventType.Sale, withLines, entries) with
            {
                AsOf = sent.Seconds("created"),
            }
        ) with
        {
            Names = [.. NamesOf(invoice, id)],
            Customers = PartnerReference.CustomerIn(entries, StripeIds.Of(invoice, "customer")),
        };
    }

    // Nothing was paid, but a partner may have referred the customer.
    private static WebhookContent Unpaid(
        JsonElement sent,
        JsonElement invoice,
        CustomerBody customer,
        IReadOnlyDictionary<string, string> entries
    )
    {
        var naming = PartnerReference.In(entries) with { Discounts = StripeDiscounts.In(invoice) };
        var touch = StripeTouches.Of(
            customer,
            naming,
            invoice.Seconds("status_transitions", "paid_at") ?? sent.Seconds("created")
        );
        return WebhookContent.OfOne(touch, IgnoredReasons.NothingPaid) with
        {
            Customers = PartnerReference.CustomerIn(entries, StripeIds.Of(invoice, "customer")),
        };
    }

    /// <summary>Reads a payment of an invoice. It creates no event but provides another id of the invoice.</summary>
    public static WebhookContent PaymentOf(JsonElement payment) =>
        StripeIds.Of(payment, "invoice") is { } invoice && PaymentName(payment) is { } name
            ? WebhookContent.Ignored(IgnoredReasons.NamesNoted) with
            {
                Names = [new InvoiceName(name, invoice)],
            }
            : WebhookContent.Ignored(IgnoredReasons.Incomplete);

    private static IEnumerable<InvoiceName> NamesOf(JsonElement invoice, string id) =>
        invoice
            .Items("payments", "data")
            .Select(PaymentName)
            .Append(StripeIds.Of(invoice, "payment_intent"))
            .Append(StripeIds.Of(invoice, "charge"))
            .OfType<string>()
            .Distinct()
            .Select(name => new InvoiceName(name, id));

    private static string? PaymentName(JsonElement payment) =>
        payment.Member("payment") is { } by ? StripeIds.Of(by, "payment_intent") ?? StripeIds.Of(by, "charge") : null;

    private static CustomerBody? CustomerOf(JsonElement invoice) =>
        CustomerMapper.Of(
            [StripeIds.Of(invoice, "customer"), invoice.Text("customer_email")],
            invoice.Text("customer_email"),
            invoice.Text("customer_name"),
            country: invoice.Text("customer_address", "country")
        );

    private static long TaxOf(JsonElement invoice) =>
        invoice.Member("total_taxes") is { ValueKind: JsonValueKind.Array }
            ? MinorUnits.Sum(invoice.Items("total_taxes").Select(tax => (long?)(tax.Number("amount") ?? 0))) ?? 0
            : invoice.Number("tax") ?? 0;

    private static string? SaleTypeOf(string? reason) =>
        reason switch
        {
            "subscription_create" => "new",
            "subscription_cycle" => "renewal",
            "subscription_update" => "upgrade",
            _ => null,
        };
}

/// <summary>Reads ids of Stripe's objects.</summary>
internal static class StripeIds
{
    /// <summary>
    /// Returns the id of the object in a member, which is its id or the expanded object
    /// (https://docs.stripe.com/expand); null when there is none.
    /// </summary>
    public static string? Of(JsonElement about, string member) => about.Text(member) ?? about.Text(member, "id");
}
