using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Paddle;

/// <summary>
/// Reads Paddle's transactions (https://developer.paddle.com/api-reference/transactions/overview) and adjustments
/// (https://developer.paddle.com/api-reference/adjustments/overview). Amounts are texts of whole numbers in the lowest
/// denomination of the currency, which is the ISO minor unit for all currencies that Paddle supports. A webhook
/// contains only the id of the customer.
/// </summary>
internal static class PaddleEvents
{
    /// <summary>
    /// Reads a completed transaction, which is a sale of the amount due after credit, because the credit was paid by an
    /// earlier transaction. A transaction of zero, such as for a trial, creates only the touch.
    /// </summary>
    public static WebhookContent Sale(JsonElement sent, JsonElement transaction)
    {
        var amount = Amount(
            transaction,
            "details",
            "totals",
            transaction.Text("details", "totals", "grand_total") is null ? "total" : "grand_total"
        );
        if (transaction.Text("id") is not { } id)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        var entries = Payload.Texts(transaction.Member("custom_data"));
        var tax = TaxOf(transaction, amount);
        var item = transaction.First("items");
        var (customer, discount) = (transaction.Text("customer_id"), transaction.Text("discount_id"));
        var naming = PartnerReference.In(entries) with { Discounts = discount is null ? [] : [discount] };
        if (amount is 0)
        {
            return WebhookContent.OfOne(
                naming.Touch("paddle", CustomerMapper.Of([customer]), sent.Time("occurred_at")),
                IgnoredReasons.NothingPaid
            ) with
            {
                Customers = PartnerReference.CustomerIn(entries, customer),
            };
        }

        var sale = naming.Event(
            EventType.Sale,
            ProviderLines.On(
                new EventBody
                {
                    EventId = $"paddle:transaction:{id}",
                    OccurredAt = sent.Time("occurred_at"),
                    InvoiceId = id,
                    Customer = CustomerMapper.Of([customer, entries.GetValueOrDefault(PartnerReference.Customer), id]),
                    Amount = amount,
                    Tax = tax,
                    Fee = FeeOf(Amount(transaction, "details", "totals", "fee"), amount - (tax ?? 0)),
                    Currency =
                        transaction.Text("currency_code") ?? transaction.Text("details", "totals", "currency_code"),
                    ProductId = item?.Text("price", "product_id"),
                    Plan = item?.Text("price", "id"),
                    Quantity = item?.Number("quantity") is > 0 and var quantity ? quantity : null,
                    SaleType = SaleTypeOf(transaction.Text("origin")),
                },
                [.. transaction.Items("details", "line_items").Select(line => LineOf(line, transaction))]
            ),
            entries
        );
        return WebhookContent.Of(sale with { AsOf = transaction.Time("updated_at") ?? sent.Time("occurred_at") }) with
        {
            Customers = PartnerReference.CustomerIn(entries, customer),
        };
    }

    /// <summary>
    /// Reads a customer (https://developer.paddle.com/api-reference/customers/overview). It contains the partner
    /// reference of its custom data, the merchant's customer id, and the e-mail address, which transactions lack.
    /// </summary>
    public static WebhookContent Customer(JsonElement sent, JsonElement customer)
    {
        var (entries, id) = (Payload.Texts(customer.Member("custom_data")), customer.Text("id"));
        var buyer = CustomerMapper.Of([id], customer.Text("email"), customer.Text("name"));
        var touch = PartnerReference
            .In(entries)
            .Touch("paddle", buyer, customer.Time("created_at") ?? sent.Time("occurred_at"));
        return WebhookContent.OfOne(touch, IgnoredReasons.NoPartnerNamed) with
        {
            Customers = PartnerReference.CustomerIn(entries, id),
            Buyers = buyer?.Email is null ? [] : [buyer],
        };
    }

    /// <summary>
    /// Reads a discount (https://developer.paddle.com/api-reference/discounts/overview). It creates no event but
    /// provides the code of its id.
    /// </summary>
    public static WebhookContent Discount(JsonElement discount) =>
        discount.Text("id") is { } id && discount.Text("code") is { } code
            ? WebhookContent.Ignored(IgnoredReasons.NamesNoted) with
            {
                Coupons = [new ProviderName(id, code)],
            }
            : WebhookContent.Ignored(IgnoredReasons.Incomplete);

    /// <summary>
    /// Reads an approved adjustment that refunds money or reverses a chargeback. The event id consists of its id and
    /// action, because it may be approved on creation or later. A refund contains its own tax, which may be its whole
    /// amount; a chargeback takes back the payment as it was. A reversed refund puts back what it took. Credit stays
    /// with the merchant until it pays for a transaction, and warnings move no money.
    /// </summary>
    public static ProviderEvent? Refund(JsonElement sent, JsonElement adjustment)
    {
        var action = adjustment.Text("action");
        var reason = action switch
        {
            "refund" => "refund",
            "chargeback" => "chargeback",
            "chargeback_reverse" or "chargeback_reversed" => "dispute_won",
            _ => null,
        };
        var amount = Amount(adjustment, "totals", "total");
        var tax =
            reason == "refund" && amount is { } whole && Amount(adjustment, "totals", "tax") is { } told
                ? Math.Min(Magnitude(told), Magnitude(whole))
                : (long?)null;
        if (action == "refund" && adjustment.Text("status") == "reversed")
        {
            (reason, action) = ("refund_failed", $"{action}:reversed");
        }
        else if (adjustment.Text("status") != "approved")
        {
            return null;
        }

        return reason is null || adjustment.Text("id") is not { } id || amount is 0
            ? null
            : ProviderEvent.Of(
                EventType.Refund,
                ProviderLines.Of(
                    new EventBody
                    {
                        EventId = $"paddle:adjustment:{id}:{action}",
                        OccurredAt = adjustment.Time("created_at") ?? sent.Time("occurred_at"),
                        InvoiceId = adjustment.Text("transaction_id"),
                        Amount = amount is < 0 ? -amount : amount,
                        Tax = tax,
                        Reason = reason,
                    },
                    reason == "chargeback" ? [] : adjustment.Items("items").Select(RefundedLineOf)
                )
            );
    }

    // Totals of a line are after its discount. A subscription change has negative lines for the unused time
    // (https://developer.paddle.com/changelog/2024/proration-improvements). Paddle has no metered usage: all quantities
    // are units.
    private static ProviderLine LineOf(JsonElement line, JsonElement transaction)
    {
        var (total, tax, price) = (
            Amount(line, "totals", "total"),
            Amount(line, "totals", "tax") ?? 0,
            line.Text("price_id")
        );
        var product =
            line.Text("product", "id")
            ?? transaction
                .Items("items")
                .Where(item => price is not null && item.Text("price", "id") == price)
                .Select(item => item.Text("price", "product_id"))
                .FirstOrDefault();
        return new ProviderLine(
            line.Text("id"),
            product,
            price,
            line.Number("quantity") is > 0 and var quantity ? quantity : null,
            total - tax,
            tax,
            Magnitude(Amount(line, "totals", "discount") ?? 0)
        );
    }

    // Reads the refund of one line of an adjustment (https://developer.paddle.com/api-reference/adjustments/overview).
    private static LineBody RefundedLineOf(JsonElement item)
    {
        var (total, tax) = (Amount(item, "totals", "total") ?? Amount(item, "amount"), Amount(item, "totals", "tax"));
        return new LineBody
        {
            LineId = item.Text("item_id"),
            Amount = total is { } amount ? Magnitude(amount) : null,
            Tax = total is { } whole && tax is { } told ? Math.Min(Magnitude(told), Magnitude(whole)) : null,
        };
    }

    private static long? Amount(JsonElement about, params ReadOnlySpan<string> path) =>
        long.TryParse(about.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : null;

    // Credit reduces the amount due but not the tax on the whole. The amount due has its share of the tax, which Paddle
    // sends since 2026 (https://developer.paddle.com/changelog/2026/grand-total-tax-field); for older transactions the
    // field contains the whole tax.
    private static long? TaxOf(JsonElement transaction, long? amount)
    {
        var (tax, whole) = (
            Amount(transaction, "details", "totals", "tax"),
            Amount(transaction, "details", "totals", "total")
        );
        return tax is not >= 0 || amount is not >= 0 ? tax
            : Amount(transaction, "details", "totals", "grand_total_tax") is { } told
            && told < tax
            && told >= 0
            && told <= amount
                ? told
            : PaidShares.Of(amount.Value, whole, tax.Value)[0];
    }

    private static long Magnitude(long amount) => Math.Abs(Math.Clamp(amount, -Amounts.Max, Amounts.Max));

    private static long? FeeOf(long? fee, long? most) =>
        fee is null || most is not >= 0 ? fee : Math.Clamp(fee.Value, 0, most.Value);

    private static string? SaleTypeOf(string? origin) =>
        origin switch
        {
            "subscription_recurring" => "renewal",
            "subscription_update" => "upgrade",
            "web" => "new",
            _ => null,
        };
}
