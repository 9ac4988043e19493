using System.Text.Json;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Reads the money of an order (https://shopify.dev/docs/api/admin-rest/latest/resources/order) in the shop's currency.
/// Its current totals are the totals after edits and returns. Amounts refunded until then are added back to the sale,
/// because its refunds are reported separately. Buying a gift card is not a sale; a purchase paid with it is.
/// </summary>
internal sealed class OrderMoney
{
    private static readonly string[] ShippingSets = ["current_shipping_price_set", "total_shipping_price_set"];

    private readonly JsonElement order;

    private OrderMoney(JsonElement order, IReadOnlyList<EventBody> refunds)
    {
        this.order = order;
        Currency = order.Text("currency");
        var (current, original) = (Total("current_total_price") ?? Total("total_price"), Total("total_price"));

        var before = refunds.Where(refund => refund.Currency == Currency).ToList();
        var whole = current is { } told ? Whole(told, original ?? told, Sum(before, refund => refund.Amount)) : current;
        Amount = whole - GiftCards();
        var parts = PaidShares.Of(
            Math.Max(0, Amount ?? 0),
            whole: null,
            Total("current_total_tax") is { } tax ? tax + Sum(before, refund => refund.Tax) : Total("total_tax") ?? 0,
            Math.Max(0, Shipping())
                + (IsReduced("current_shipping_price_set") ? Sum(before, refund => refund.Shipping) : 0),
            (Total("total_tip_received") ?? 0) + Sum(before, refund => refund.Tip),
            Duty() + (IsReduced("current_total_duties_set") ? Sum(before, refund => refund.Duty) : 0)
        );
        (Tax, ShippingPart, Tip, DutyPart) = (
            Total("total_tax") is null && Total("current_total_tax") is null ? null : parts[0],
            PositiveOrNull(parts[1]),
            PositiveOrNull(parts[2]),
            PositiveOrNull(parts[3])
        );
        (PaidAmount, PaidCurrency) = Paid(whole);
    }

    /// <summary>The currency of the shop.</summary>
    public string? Currency { get; }

    /// <summary>The amount; null when it cannot be read.</summary>
    public long? Amount { get; }

    private long? Tax { get; }

    private long? ShippingPart { get; }

    private long? Tip { get; }

    private long? DutyPart { get; }

    private long? PaidAmount { get; }

    private string? PaidCurrency { get; }

    /// <summary>Reads the money of an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="refunds">The refunds made before.</param>
    public static OrderMoney Of(JsonElement order, IReadOnlyList<EventBody> refunds) => new(order, refunds);

    /// <summary>Returns the event with the money.</summary>
    public EventBody On(EventBody sale) =>
        sale with
        {
            Amount = Amount,
            Tax = Tax,
            Shipping = ShippingPart,
            Tip = Tip,
            Duty = DutyPart,
            Currency = Currency,
            PaidAmount = PaidAmount,
            PaidCurrency = PaidCurrency,
        };

    // Refunded amounts are part of the sale, and so are refunds that reduced the order but whose money was not
    // returned. A refund without lines may have left the current total unchanged; then the sale is the original total.
    // A shop never refunds more than it was paid.
    private long Whole(long current, long original, long refunded)
    {
        var unpaid = ShopifyRefunds.NotGivenBack(order);
        var all = current + refunded + unpaid;
        var withLines = Math.Min(all, current + unpaid + LinesGivenBack());
        return Math.Min(all, Math.Max(Math.Max(withLines, original), refunded));
    }

    // The prices of some shops include tax.
    private long LinesGivenBack() =>
        Sum(
            order.Items("refunds").SelectMany(refund => refund.Items("refund_line_items")),
            line =>
                MinorUnits.Of(line.Decimal("subtotal"), Currency)
                + (order.IsTrue("taxes_included") ? 0 : MinorUnits.Of(line.Decimal("total_tax"), Currency) ?? 0)
        );

    // Whether refunds reduce the amount that is read, so that the original amount is the sum of both.
    private bool IsReduced(string current) => order.Member(current) is { ValueKind: JsonValueKind.Object };

    private long? Total(string name) => MinorUnits.Of(order.Decimal(name), Currency);

    // The prices of some shops include tax, which the order's tax already contains.
    private long Shipping()
    {
        var lines = order.Items("shipping_lines").Where(line => !line.IsTrue("is_removed")).ToList();
        var tax = order.IsTrue("taxes_included")
            ? Sum(
                lines.SelectMany(line => line.Items("tax_lines")),
                line => MinorUnits.Of(line.Decimal("price"), Currency)
            )
            : 0;
        return (
                ShippingSets.FirstOrDefault(set => order.Member(set) is { ValueKind: JsonValueKind.Object }) is { } told
                    ? ShopifyMoney.Of(order, told).Shop ?? 0
                    : Sum(
                        lines,
                        line => MinorUnits.Of(line.Decimal("discounted_price") ?? line.Decimal("price"), Currency)
                    )
            ) - tax;
    }

    private long Duty() => Either("total_duties_set") + Either("total_additional_fees_set");

    private long Either(string set) =>
        ShopifyMoney
            .Of(
                order,
                order.Member($"current_{set}") is { ValueKind: JsonValueKind.Object }
                    ? $"current_{set}"
                    : $"original_{set}"
            )
            .Shop
        ?? 0;

    private long GiftCards() =>
        Sum(
            order.Items("line_items").Where(line => line.IsTrue("gift_card")),
            line =>
            {
                var quantity = Math.Max(1, line.Number("quantity") ?? 1);
                var left = Math.Clamp(line.Number("current_quantity") ?? quantity, 0, quantity);
                var discount = Sum(
                    line.Items("discount_allocations"),
                    allocation => MinorUnits.Of(allocation.Decimal("amount"), Currency)
                );
                var price =
                    PaidShares.AtRate(Math.Max(0, MinorUnits.Of(line.Decimal("price"), Currency) ?? 0), quantity, 1)
                    - discount;
                return price is > 0 and var whole ? Split.ByLargestRemainder(whole, [left, quantity - left])[0] : 0;
            }
        );

    private (long? Amount, string? Currency) Paid(long? whole)
    {
        var set = order.Member("current_total_price_set") is { ValueKind: JsonValueKind.Object }
            ? "current_total_price_set"
            : "total_price_set";
        var (money, currency) = (ShopifyMoney.Of(order, set), ShopifyMoney.PaidCurrency(order, set));
        if (
            currency is null
            || currency == Currency
            || money is not { Shop: > 0 and var shop, Paid: > 0 and var paid }
            || Amount is not > 0
            || whole is null
        )
        {
            return (null, null);
        }

        return PaidShares.AtRate(paid, Amount.Value, shop) is > 0 and var amount ? (amount, currency) : (null, null);
    }

    // Items that cannot be read do not reduce the amount.
    private static long Sum<T>(IEnumerable<T> items, Func<T, long?> amountOf) =>
        MinorUnits.Sum(items.Select(item => (long?)(amountOf(item) ?? 0))) ?? 0;

    private static long? PositiveOrNull(long part) => part > 0 ? part : null;
}
