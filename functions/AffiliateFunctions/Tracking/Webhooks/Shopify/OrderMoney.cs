using System.Text.Json;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Webhooks.Shopify;

/// <summary>
/// The money of an order (https://shopify.dev/docs/api/admin-rest/latest/resources/order), in the shop's currency. Its current totals are
/// those after edits and returns; what was given back until then is part of the sale, since its refunds are told by themselves. Gift
/// cards are no sale when they are bought: what is bought with them is.
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

        // Refunds that no line was taken off the order for are in the current total too.
        var before = refunds.Where(refund => refund.Currency == Currency).ToList();
        var whole = current is { } told ? Math.Min(told + before.Sum(refund => refund.Amount ?? 0), Math.Max(told, original ?? told)) : current;
        Amount = whole - GiftCards();
        var parts = PaidShares.Of(
            Math.Max(0, Amount ?? 0),
            whole: null,
            (Total("current_total_tax") ?? Total("total_tax") ?? 0) + before.Sum(refund => refund.Tax ?? 0),
            Math.Max(0, Shipping()) + before.Sum(refund => refund.Shipping ?? 0),
            (Total("total_tip_received") ?? 0) + before.Sum(refund => refund.Tip ?? 0),
            Duty() + before.Sum(refund => refund.Duty ?? 0));
        (Tax, ShippingPart, Tip, DutyPart) = (Total("total_tax") is null && Total("current_total_tax") is null ? null : parts[0], Told(parts[1]), Told(parts[2]), Told(parts[3]));
        (PaidAmount, PaidCurrency) = Paid(whole);
    }

    /// <summary>The currency of the shop.</summary>
    public string? Currency { get; }

    /// <summary>The amount; null where it cannot be read.</summary>
    public long? Amount { get; }

    private long? Tax { get; }

    private long? ShippingPart { get; }

    private long? Tip { get; }

    private long? DutyPart { get; }

    private long? PaidAmount { get; }

    private string? PaidCurrency { get; }

    /// <summary>Reads it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="refunds">What was given back before.</param>
    public static OrderMoney Of(JsonElement order, IReadOnlyList<EventBody> refunds) => new(order, refunds);

    /// <summary>The event with the money.</summary>
    public EventBody On(EventBody sale) => sale with
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

    private long? Total(string name) => MinorUnits.Of(order.Decimal(name), Currency);

    // The prices of some shops include tax, which is in the order's tax already.
    private long Shipping()
    {
        var lines = order.Items("shipping_lines").Where(line => !line.IsTrue("is_removed")).ToList();
        var tax = order.IsTrue("taxes_included") ? lines.SelectMany(line => line.Items("tax_lines")).Sum(line => MinorUnits.Of(line.Decimal("price"), Currency) ?? 0) : 0;
        return (ShippingSets.FirstOrDefault(set => order.Member(set) is { ValueKind: JsonValueKind.Object }) is { } told ? ShopifyMoney.Of(order, told).Shop ?? 0
            : lines.Sum(line => MinorUnits.Of(line.Decimal("discounted_price") ?? line.Decimal("price"), Currency) ?? 0)) - tax;
    }

    private long Duty() => Either("total_duties_set") + Either("total_additional_fees_set");

    private long Either(string set)
        => ShopifyMoney.Of(order, order.Member($"current_{set}") is { ValueKind: JsonValueKind.Object } ? $"current_{set}" : $"original_{set}").Shop ?? 0;

    private long GiftCards() => order.Items("line_items").Where(line => line.IsTrue("gift_card")).Sum(line =>
    {
        var quantity = line.Number("quantity") ?? 1;
        var left = Math.Clamp(line.Number("current_quantity") ?? quantity, 0, quantity);
        var discount = line.Items("discount_allocations").Sum(allocation => MinorUnits.Of(allocation.Decimal("amount"), Currency) ?? 0);
        var price = ((MinorUnits.Of(line.Decimal("price"), Currency) ?? 0) * quantity) - discount;
        return left == 0 || price <= 0 ? 0 : Split.ByLargestRemainder(price, [left, quantity - left])[0];
    });

    private (long? Amount, string? Currency) Paid(long? whole)
    {
        var set = order.Member("current_total_price_set") is { ValueKind: JsonValueKind.Object } ? "current_total_price_set" : "total_price_set";
        var (money, currency) = (ShopifyMoney.Of(order, set), ShopifyMoney.PaidCurrency(order, set));
        if (currency is null || currency == Currency || money is not { Shop: > 0 and var shop, Paid: > 0 and var paid } || Amount is not > 0 || whole is null)
        {
            return (null, null);
        }

        var amount = Amount == shop ? paid : (long)decimal.Round((decimal)paid * Amount.Value / shop, MidpointRounding.ToEven);
        return amount > 0 ? (amount, currency) : (null, null);
    }

    private static long? Told(long part) => part > 0 ? part : null;
}
