using System.Globalization;
using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads the lines of Stripe's invoices (https://docs.stripe.com/api/invoice-line-item/object). A line's amount is
/// before its discounts and contains only inclusive tax. A credit for the unused time of a former plan is a negative
/// line of that plan's product (https://docs.stripe.com/billing/subscriptions/prorations). Product and price are in
/// <c>price</c>, in <c>plan</c> of older versions, or since 2025-03-31 in <c>pricing</c>.
/// </summary>
internal static class StripeLines
{
    private const string Metered = "metered";

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="invoice">Its invoice.</param>
    /// <param name="currency">The currency.</param>
    public static ProviderLine Of(JsonElement line, JsonElement invoice, string? currency)
    {
        var discount = line.Items("discount_amounts").Sum(discountAmount => discountAmount.Number("amount") ?? 0);
        var inclusive = Taxes(line).Where(IsInclusive).Sum(tax => tax.Number("amount") ?? 0);
        var net = line.Number("amount") is { } amount
            ? StripeMoney.Exact(amount - discount - inclusive, currency)
            : null;
        var tax = StripeMoney.Exact(Taxes(line).Sum(taxAmount => taxAmount.Number("amount") ?? 0), currency);
        return new ProviderLine(
            line.Text("id"),
            ProductOf(line),
            PriceOf(line),
            UnitsOf(line, invoice),
            tax is null ? null : net,
            tax ?? 0,
            StripeMoney.Exact(discount, currency) ?? 0
        );
    }

    /// <summary>
    /// Returns the lines of a credit note that refer to lines of the invoice
    /// (https://docs.stripe.com/api/credit_notes/line_item). Amounts are before discount and contain only inclusive
    /// tax, like those of the invoice's lines.
    /// </summary>
    public static IEnumerable<LineBody> Credited(JsonElement note, string? currency) =>
        note.Items("lines", "data").Select(line => CreditedOf(line, currency));

    private static LineBody CreditedOf(JsonElement line, string? currency)
    {
        var exclusive = Taxes(line).Where(tax => !IsInclusive(tax)).Sum(tax => tax.Number("amount") ?? 0);
        var net = line.Number("amount") - (line.Number("discount_amount") ?? 0);
        return new LineBody
        {
            LineId = line.Text("invoice_line_item"),
            Amount = net is { } amount ? StripeMoney.Exact(amount + exclusive, currency) : null,
            Tax = StripeMoney.Exact(Taxes(line).Sum(tax => tax.Number("amount") ?? 0), currency),
        };
    }

    /// <summary>Returns the product, or null.</summary>
    public static string? ProductOf(JsonElement line) =>
        IdAt(line, "pricing", "price_details", "product")
        ?? IdAt(line, "price", "product")
        ?? IdAt(line, "plan", "product");

    /// <summary>Returns the price, or null.</summary>
    public static string? PriceOf(JsonElement line) =>
        IdAt(line, "pricing", "price_details", "price") ?? IdAt(line, "price") ?? IdAt(line, "plan");

    /// <summary>
    /// Returns the units sold; null for metered usage. Older versions of the API mark usage by the price's
    /// <c>usage_type</c> (https://docs.stripe.com/api/prices/object#price_object-recurring-usage_type). Since
    /// 2025-03-31 a line contains only the id of its price. A line is then usage in three cases: it is charged after
    /// its period, while subscriptions to licensed prices are charged before
    /// (https://docs.stripe.com/billing/subscriptions/usage-based/how-it-works); its price has a fraction of a minor
    /// unit; or its quantity has a fraction
    /// (https://docs.stripe.com/changelog/dahlia/2026-03-25/invoice-items-decimal-quantity).
    /// </summary>
    public static long? UnitsOf(JsonElement line, JsonElement invoice)
    {
        var usage =
            UsageOf(line, "price", "recurring")
            ?? UsageOf(line, "plan")
            ?? UsageOf(line, "pricing", "price_details", "price", "recurring");
        return line.Number("quantity") switch
        {
            not > 0 => null,
            _ when usage == Metered => null,
            var quantity when usage is null && IsUsage(line, quantity.Value, invoice) => null,
            var quantity => quantity,
        };
    }

    private static bool IsUsage(JsonElement line, long quantity, JsonElement invoice)
    {
        if (IsFraction(line.Decimal("quantity_decimal")) || IsFraction(line.Decimal("pricing", "unit_amount_decimal")))
        {
            return true;
        }

        if (
            line.Member("parent", "subscription_item_details") is { ValueKind: JsonValueKind.Object } item
            && !item.IsTrue("proration")
        )
        {
            var end = line.Number("period", "end");
            return line.Number("period", "start") < end && end <= invoice.Number("period_end");
        }

        // If the price is unknown, a quantity that does not divide the amount is not a number of units at one price.
        var isPriced =
            line.Member("pricing") is not null || line.Member("price") is not null || line.Member("plan") is not null;
        return !isPriced && !line.IsTrue("proration") && line.Number("amount") % quantity is not (null or 0);
    }

    private static bool IsFraction(string? number) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && value != decimal.Truncate(value);

    private static bool IsInclusive(JsonElement tax) =>
        tax.IsTrue("inclusive") || tax.Text("tax_behavior") == "inclusive";

    private static string? UsageOf(JsonElement line, params ReadOnlySpan<string> path) =>
        line.Member(path)?.Text("usage_type");

    private static IEnumerable<JsonElement> Taxes(JsonElement line) =>
        line.Member("taxes") is { ValueKind: JsonValueKind.Array } ? line.Items("taxes") : line.Items("tax_amounts");

    private static string? IdAt(JsonElement line, params ReadOnlySpan<string> path) =>
        line.Text(path) ?? line.Member(path)?.Text("id");
}
