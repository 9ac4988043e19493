using System.Text.Json;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.Tracking.Webhooks.Stripe;

/// <summary>
/// Stripe's amounts in minor units of ISO 4217. Stripe counts most currencies in hundredths, some in whole units and five in
/// thousandths (https://docs.stripe.com/currencies#minor-units). That is ISO's way but for a few: the króna and the Ugandan shilling
/// are sent in hundredths though they have no minor unit, the ariary in whole units though it has one.
/// </summary>
internal static class StripeMoney
{
    private static readonly string[] Whole = ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
    private static readonly string[] Thousandths = ["BHD", "JOD", "KWD", "OMR", "TND"];

    /// <summary>The currency of an object by its code in upper case, or null.</summary>
    public static string? Currency(JsonElement about) => about.Text("currency")?.ToUpperInvariant();

    /// <summary>The amount; null where there is none, or where it is no whole number of minor units.</summary>
    public static long? Amount(JsonElement about, string? currency, params ReadOnlySpan<string> path)
        => about.Number(path) is { } amount ? Exact(amount, currency) : null;

    /// <summary>The amount, or null where it is no whole number of minor units.</summary>
    public static long? Exact(long amount, string? currency)
        => Affiliate.Domain.Monetary.Currency.TryParse(currency, out var known) ? MinorUnits.Whole(amount / Scale(known), known.Digits) : amount;

    /// <summary>Tax, up to the next minor unit: commission is paid on what is certainly none.</summary>
    public static long Tax(long tax, long amount, string? currency)
        => Math.Clamp(Affiliate.Domain.Monetary.Currency.TryParse(currency, out var known) ? (long)decimal.Ceiling(tax / Scale(known) * Power(known.Digits)) : tax, 0, amount);

    private static decimal Scale(Currency currency) => Power(Whole.Contains(currency.Value) ? 0 : Thousandths.Contains(currency.Value) ? 3 : 2);

    private static decimal Power(int digits) => digits switch
    {
        0 => 1m,
        2 => 100m,
        _ => 1000m,
    };
}
