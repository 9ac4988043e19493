using System.Text.Json;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// An amount of Shopify, sent as a decimal number in a text or a JSON number. A money set contains the amount in the
/// shop's currency and in the currency in which the customer paid
/// (https://shopify.dev/docs/api/admin-graphql/latest/objects/MoneyBag).
/// </summary>
/// <param name="Shop">The amount in minor units of the shop's currency; null when it cannot be read.</param>
/// <param name="Paid">The amount in minor units of the currency in which the customer paid; null when it is not
/// sent.</param>
internal readonly record struct ShopifyMoney(long? Shop, long? Paid)
{
    private const string InShop = "shop_money";
    private const string InPaid = "presentment_money";

    /// <summary>An amount of zero.</summary>
    public static ShopifyMoney Zero { get; } = new(0, 0);

    /// <summary>Returns the amounts of a money set; zero when there is none.</summary>
    public static ShopifyMoney Of(JsonElement about, string set) =>
        about.Member(set) is { ValueKind: JsonValueKind.Object } money
            ? new(Amount(money, InShop), Amount(money, InPaid))
            : Zero;

    /// <summary>Returns the sum of the money sets of a list's items.</summary>
    public static ShopifyMoney Sum(IEnumerable<JsonElement> items, string set) =>
        items.Aggregate(Zero, (sum, item) => sum + Of(item, set));

    /// <summary>Returns the code of the shop's currency from a money set, or null.</summary>
    public static string? ShopCurrency(JsonElement about, string set) => about.Text(set, InShop, "currency_code");

    /// <summary>Returns the code of the currency in which the customer paid from a money set, or null.</summary>
    public static string? PaidCurrency(JsonElement about, string set) => about.Text(set, InPaid, "currency_code");

    // An unreadable amount makes the sum unknown; the sum is not guessed.
    public static ShopifyMoney operator +(ShopifyMoney first, ShopifyMoney other) =>
        new(MinorUnits.Bookable(first.Shop + other.Shop), MinorUnits.Bookable(first.Paid + other.Paid));

    public static ShopifyMoney operator -(ShopifyMoney first, ShopifyMoney other) =>
        new(MinorUnits.Bookable(first.Shop - other.Shop), MinorUnits.Bookable(first.Paid - other.Paid));

    private static long? Amount(JsonElement money, string side) =>
        MinorUnits.Of(money.Decimal(side, "amount"), money.Text(side, "currency_code"));
}
