using System.Globalization;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Converts amounts that providers send as decimal numbers to minor units of ISO 4217. Nothing is rounded: an amount
/// that is not a whole number of minor units is invalid.
/// </summary>
internal static class MinorUnits
{
    private const int MaxDigits = 28;

    /// <summary>Returns the amount in minor units, or null when it is invalid.</summary>
    /// <param name="text">A decimal number, such as <c>10.50</c>.</param>
    /// <param name="currency">The code of the currency, in upper case.</param>
    public static long? Of(string? text, string? currency) =>
        text?.Length <= MaxDigits
        && Currency.TryParse(currency, out var known)
        && decimal.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var amount
        )
            ? Whole(amount, known.Digits)
            : null;

    /// <summary>Returns the sum, or null when an amount is unknown or the sum is too large to be posted.</summary>
    public static long? Sum(IEnumerable<long?> amounts) =>
        amounts.Aggregate((long?)0, (sum, amount) => Bookable(sum + amount));

    /// <summary>Returns the amount, or null when it is too large to be posted.</summary>
    public static long? Bookable(long? amount) => amount is >= -Amounts.Max and <= Amounts.Max ? amount : null;

    /// <summary>
    /// Converts an amount with the given number of decimals to a whole number of minor units, or null.
    /// </summary>
    public static long? Whole(decimal amount, int digits)
    {
        const decimal Max = 9_007_199_254_740_991m;
        var scale = digits switch
        {
            0 => 1m,
            2 => 100m,
            _ => 1000m,
        };
        return
            Math.Abs(amount) <= Max
            && amount * scale is var minor
            && minor == decimal.Truncate(minor)
            && Math.Abs(minor) <= Max
            ? (long)minor
            : null;
    }
}
