using System.Text.Json;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Shopify's amounts, which are decimal numbers in texts or JSON numbers. A set tells an amount in the shop's currency
/// and in the one in which the customer paid (https://shopify.dev/docs/api/admin-graphql/latest/objects/MoneyBag).
/// </summary>
/// <param name="Shop">In minor units of the shop's currency; null where it cannot be read.</param>
/// <param name="Paid">In minor units of the currency in which the customer paid; null where it is not told.</param>
internal readonly record struct ShopifyMoney(long? Shop, long? Paid)
{
    private const string InShop = "shop_money";
    private const string InPaid = "presentment_money";

    /// <summary>Nothing.</summary>
    public static ShopifyMoney Zero { get; } = new(0, 0);

    /// <summary>The amounts of a set; nothing where there is none.</summary>
    public static ShopifyMoney Of(JsonElement about, string set) =>
        about.Member(set) is { ValueKind: JsonValueKind.Object } money
            ? new(Amount(money, InShop), Amount(money, InPaid))
            : Zero;

    /// <summary>The sum of the sets of the items of a list.</summary>
    public static ShopifyMoney Sum(IEnumerable<JsonElement> items, string set) =>
        items.Aggregate(Zero, (sum, item) => sum + Of(item, set));

    /// <summary>The code of the shop's currency, as a set tells it, or null.</summary>
    public static string? ShopCurrency(JsonElement about, string set) => about.Text(set, InShop, "currency_code");

    /// <summary>The code of the currency in which the customer paid, as a set tells it, or null.</summary>
    public static string? PaidCurrency(JsonElement about, string set) => about.Text(set, InPaid, "currency_code");

    // One that cannot be read makes the sum unknown, which is told rather than guessed.
    public static ShopifyMoney operator +(ShopifyMoney first, ShopifyMoney other) =>
        new(MinorUnits.Bookable(first.Shop + other.Shop), MinorUnits.Bookable(first.Paid + other.Paid));

    public static ShopifyMoney operator -(ShopifyMoney first, ShopifyMoney other) =>
        new(MinorUnits.Bookable(first.Shop - other.Shop), MinorUnits.Bookable(first.Paid - other.Paid));

    private static long? Amount(JsonElement money, string side) =>
        MinorUnits.Of(money.Decimal(side, "amount"), money.Text(side, "currency_code"));
}
