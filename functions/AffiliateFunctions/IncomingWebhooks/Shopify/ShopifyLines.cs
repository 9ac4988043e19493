using System.Text.Json;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Reads the lines of Shopify's orders and refunds (https://shopify.dev/docs/api/admin-rest/latest/resources/order,
/// https://shopify.dev/docs/api/admin-rest/latest/resources/refund). Gift cards are not lines of a sale. Units that an
/// edit removed from an order are not sold. Units that were refunded before the payment are sold, because their refund
/// is a separate event.
/// </summary>
internal static class ShopifyLines
{
    /// <summary>Returns the lines of an order, in minor units of the shop's currency.</summary>
    public static IReadOnlyList<ProviderLine> Of(JsonElement order, string? currency)
    {
        var refunds = order.Items("refunds").SelectMany(refund => refund.Items("refund_line_items"));
        var refunded = refunds.ToLookup(line => line.Id("line_item_id"), line => line.Number("quantity") ?? 0);
        var lines = order
            .Items("line_items")
            .Where(line => !line.IsTrue("gift_card"))
            .Select(line => LineOf(line, order, currency, refunded));
        return [.. lines.Where(line => line.Net != 0 || line.Quantity is not null)];
    }

    /// <summary>Returns the lines of a refund.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="isTaxIncluded">Whether the prices of the shop include tax.</param>
    public static IEnumerable<LineBody> Refunded(JsonElement refund, bool isTaxIncluded) =>
        refund
            .Items("refund_line_items")
            .Where(line => !line.IsTrue("line_item", "gift_card"))
            .Select(line => RefundedOf(line, isTaxIncluded));

    private static LineBody RefundedOf(JsonElement line, bool isTaxIncluded)
    {
        var (subtotal, tax) = (ShopifyMoney.Of(line, "subtotal_set").Shop, ShopifyMoney.Of(line, "total_tax_set").Shop);
        return new LineBody
        {
            LineId = line.Id("line_item_id"),
            Amount = isTaxIncluded ? subtotal : subtotal + tax,
            Tax = tax,
        };
    }

    private static ProviderLine LineOf(
        JsonElement line,
        JsonElement order,
        string? currency,
        ILookup<string?, long> refunded
    )
    {
        var quantity = Math.Max(1, line.Number("quantity") ?? 1);
        var sold = Math.Clamp(
            (line.Number("current_quantity") ?? quantity) + refunded[line.Id("id")].Sum(),
            0,
            quantity
        );
        var discount = Sum(line.Items("discount_allocations"), "amount", currency);
        var tax = Part(Sum(line.Items("tax_lines"), "price", currency), sold, quantity);
        var price = MinorUnits.Of(line.Decimal("price"), currency) is >= 0 and var unit
            ? PaidShares.AtRate(unit, quantity, 1)
            : null;
        var amount = price is { } whole ? Part(Math.Max(0, whole - discount), sold, quantity) : (long?)null;
        return new ProviderLine(
            line.Id("id"),
            line.Id("product_id"),
            line.Id("variant_id"),
            sold > 0 ? sold : null,
            order.IsTrue("taxes_included") ? amount - tax : amount,
            tax,
            Part(discount, sold, quantity)
        );
    }

    private static long Part(long amount, long sold, long quantity) =>
        Split.ByLargestRemainder(amount, [sold, quantity - sold])[0];

    private static long Sum(IEnumerable<JsonElement> items, string member, string? currency) =>
        MinorUnits.Sum(items.Select(item => (long?)(MinorUnits.Of(item.Decimal(member), currency) ?? 0))) ?? 0;
}
