using System.Text.Json;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Reads the components of a refund (https://shopify.dev/docs/api/admin-rest/latest/resources/refund): its lines with
/// their tax, its shipping, its duties, and the difference to the amount actually refunded. Refunded shipping is an
/// adjustment of the kind <c>shipping_refund</c>; since the API of 2024-10 it is in <c>refund_shipping_lines</c>.
/// Webhooks contain both, so it is counted once. Adjustments that were refunded have negative amounts.
/// </summary>
internal sealed class RefundComponents
{
    private const string SubtotalSet = "subtotal_set";
    private const string AmountSet = "amount_set";
    private const string TaxAmountSet = "tax_amount_set";
    private const string ShippingSet = "subtotal_amount_set";
    private const string DutiesSet = "total_duties_set";
    private const string FeesSet = "total_additional_fees_set";

    private RefundComponents(JsonElement refund)
    {
        var lines = refund.Items("refund_line_items").ToLookup(line => line.IsTrue("line_item", "gift_card"));
        var adjustments = refund
            .Items("order_adjustments")
            .ToLookup(adjustment => adjustment.Text("kind") == "shipping_refund");
        var shippingLines = refund.Items("refund_shipping_lines").ToList();
        var duties = (
            refund.Member("duties") is { ValueKind: JsonValueKind.Object } nested
                ? nested.Items("duties")
                : refund.Items("duties")
        ).ToList();

        Tax =
            ShopifyMoney.Sum(lines[false], "total_tax_set")
            - ShopifyMoney.Sum(refund.Items("order_adjustments"), TaxAmountSet);
        Shipping = adjustments.Contains(true)
            ? ShopifyMoney.Zero - ShopifyMoney.Sum(adjustments[true], AmountSet)
            : ShopifyMoney.Sum(shippingLines, ShippingSet);
        Duty =
            (duties.Count > 0 ? ShopifyMoney.Sum(duties, AmountSet) : ShopifyMoney.Of(refund, DutiesSet))
            + ShopifyMoney.Of(refund, FeesSet);
        Goods = ShopifyMoney.Sum(lines[false], SubtotalSet) - ShopifyMoney.Sum(adjustments[false], AmountSet);
        GiftCards = ShopifyMoney.Sum(lines[true], SubtotalSet) + ShopifyMoney.Sum(lines[true], "total_tax_set");
        ShopCurrency = new[]
        {
            (lines[false].Concat(lines[true]), SubtotalSet),
            (refund.Items("order_adjustments"), AmountSet),
            (shippingLines, ShippingSet),
            (duties, AmountSet),
        }
            .SelectMany(list => list.Item1.Select(item => ShopifyMoney.ShopCurrency(item, list.Item2)))
            .FirstOrDefault(currency => currency is not null);
    }

    /// <summary>The shop's currency; null when the refund contains no amount of its own.</summary>
    public string? ShopCurrency { get; }

    /// <summary>The goods and services, including any amount refunded beyond them.</summary>
    public ShopifyMoney Goods { get; }

    /// <summary>The tax.</summary>
    public ShopifyMoney Tax { get; }

    /// <summary>The shipping.</summary>
    public ShopifyMoney Shipping { get; }

    /// <summary>The duties and other import fees.</summary>
    public ShopifyMoney Duty { get; }

    /// <summary>The gift cards: money that the customer had not spent yet.</summary>
    public ShopifyMoney GiftCards { get; }

    /// <summary>The sum of everything except the gift cards.</summary>
    public ShopifyMoney Total => Goods + Tax + Shipping + Duty;

    /// <summary>Reads the components of a refund.</summary>
    public static RefundComponents Of(JsonElement refund) => new(refund);
}
