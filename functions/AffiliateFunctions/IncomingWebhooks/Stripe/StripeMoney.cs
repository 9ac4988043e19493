using System.Text.Json;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Converts Stripe's amounts to minor units of ISO 4217. Stripe counts most currencies in hundredths, some in whole
/// units and five in thousandths (https://docs.stripe.com/currencies#minor-units). This equals ISO 4217 with few
/// exceptions: the króna and the Ugandan shilling are sent in hundredths although they have no minor unit, and the
/// ariary in whole units although it has one.
/// </summary>
internal static class StripeMoney
{
    private static readonly string[] Whole =
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ];
    private static readonly string[] Thousandths = ["BHD", "JOD", "KWD", "OMR", "TND"];

    /// <summary>Returns the currency code of an object in upper case, or null.</summary>
    public static string? Currency(JsonElement about) => about.Text("currency")?.ToUpperInvariant();

    /// <summary>Returns the amount; null when there is none or it is not a whole number of minor units.</summary>
    public static long? Amount(JsonElement about, string? currency, params ReadOnlySpan<string> path) =>
        about.Number(path) is { } amount ? Exact(amount, currency) : null;

    /// <summary>Returns the amount in minor units, or null when it is not a whole number of them.</summary>
    public static long? Exact(long amount, string? currency) =>
        Affiliate.Domain.Monetary.Currency.TryParse(currency, out var known)
            ? MinorUnits.Whole(amount / Scale(known), known.Digits)
            : amount;

    /// <summary>
    /// Returns the tax and shipping in the paid amount, in minor units. When less than the whole was paid, for example
    /// after credit from the customer's balance, these are shares. Each is rounded up to the next minor unit, so that
    /// no commission is paid on tax or shipping.
    /// </summary>
    /// <param name="paid">The paid amount, in Stripe's units.</param>
    /// <param name="whole">The total that contains tax and shipping, in the same units; null when it is the paid
    /// amount.</param>
    /// <param name="tax">The tax of the whole.</param>
    /// <param name="shipping">The shipping of the whole, without its tax.</param>
    /// <param name="currency">The currency.</param>
    public static (long Tax, long Shipping) PartsOf(long paid, long? whole, long tax, long shipping, string? currency)
    {
        var shares = PaidShares.Of(paid, whole, Math.Clamp(tax, 0, Amounts.Max), Math.Clamp(shipping, 0, Amounts.Max));
        var amount = Exact(paid, currency) ?? 0;
        var taxed = Math.Min(RoundedUp(shares[0], currency), amount);
        return (taxed, Math.Min(RoundedUp(shares[1], currency), amount - taxed));
    }

    /// <summary>
    /// Returns the shipping without its tax (https://docs.stripe.com/api/invoices/object#invoice_object-shipping_cost).
    /// </summary>
    public static long ShippingOf(JsonElement about) =>
        about.Number("shipping_cost", "amount_total") is { } total
            ? total - (about.Number("shipping_cost", "amount_tax") ?? 0)
            : about.Number("total_details", "amount_shipping") ?? 0;

    private static long RoundedUp(long amount, string? currency) =>
        Affiliate.Domain.Monetary.Currency.TryParse(currency, out var known)
            ? (long)decimal.Ceiling(amount / Scale(known) * Power(known.Digits))
            : amount;

    private static decimal Scale(Currency currency) =>
        Power(
            Whole.Contains(currency.Value) ? 0
            : Thousandths.Contains(currency.Value) ? 3
            : 2
        );

    private static decimal Power(int digits) =>
        digits switch
        {
            0 => 1m,
            2 => 100m,
            _ => 1000m,
        };
}
