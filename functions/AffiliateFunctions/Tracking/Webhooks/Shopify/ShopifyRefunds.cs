using System.Text.Json;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Webhooks.Shopify;

/// <summary>
/// Shopify's refunds (https://shopify.dev/docs/api/admin-rest/latest/resources/refund). What was given back is the sum of the refund's
/// successful transactions. These are in the currency in which the customer paid; where that is not the shop's, in which the order's
/// sale is, the refund is what its lines and adjustments say in the shop's.
/// </summary>
internal static class ShopifyRefunds
{
    /// <summary>A refund of an order; one that gives no money back is none.</summary>
    public static ProviderEvent? Created(JsonElement refund)
    {
        var given = refund.Items("transactions").Where(one => one.Text("kind") == "refund" && one.Text("status") == "success").ToList();
        return refund.Id("id") is { } id && given.Count > 0
            ? ProviderEvent.Of(EventType.Refund, new EventBody
            {
                EventId = $"shopify:refund:{id}",
                OccurredAt = refund.Time("processed_at") ?? refund.Time("created_at"),
                InvoiceId = refund.Id("order_id"),
                Amount = AmountOf(refund, given),
                Reason = "refund",
            })
            : null;
    }

    private static long? AmountOf(JsonElement refund, IReadOnlyList<JsonElement> given)
    {
        var shop = ShopCurrency(refund);
        return shop is null || given.All(one => one.Text("currency") == shop || one.Text("amount_set", "shop_money", "currency_code") == shop)
            ? Sum(given.Select(one => InShop(one, "amount_set") ?? MinorUnits.Of(one.Text("amount"), one.Text("currency"))))
            : Sum(refund.Items("refund_line_items").SelectMany(line => new[] { InShop(line, "subtotal_set"), InShop(line, "total_tax_set") })
                .Concat(refund.Items("order_adjustments").SelectMany(adjustment => new[] { -InShop(adjustment, "amount_set"), -InShop(adjustment, "tax_amount_set") })));
    }

    private static string? ShopCurrency(JsonElement refund)
        => refund.Items("refund_line_items").Select(line => line.Text("subtotal_set", "shop_money", "currency_code"))
            .Concat(refund.Items("order_adjustments").Select(adjustment => adjustment.Text("amount_set", "shop_money", "currency_code")))
            .FirstOrDefault(currency => currency is not null);

    private static long? InShop(JsonElement about, string set) => MinorUnits.Of(about.Text(set, "shop_money", "amount"), about.Text(set, "shop_money", "currency_code"));

    // One that cannot be read makes the sum unknown, which is told rather than guessed.
    private static long? Sum(IEnumerable<long?> amounts) => amounts.Aggregate((long?)0, (sum, amount) => sum + amount);
}
