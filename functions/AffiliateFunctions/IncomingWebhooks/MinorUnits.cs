using System.Globalization;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Amounts that providers write as decimal numbers, in minor units of ISO 4217. Nothing is rounded: what is no whole
/// number of minor units is no amount.
/// </summary>
internal static class MinorUnits
{
    private const int MaxDigits = 28;

    /// <summary>The amount, or null.</summary>
    /// <param name="text">Such as <c>10.50</c>.</param>
    /// <param name="currency">The code, in upper case.</param>
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

    /// <summary>The sum; null where one of them is unknown, or where it cannot be booked.</summary>
    public static long? Sum(IEnumerable<long?> amounts) =>
        amounts.Aggregate((long?)0, (sum, amount) => Bookable(sum + amount));

    /// <summary>The amount, or null where it is greater than what can be booked.</summary>
    public static long? Bookable(long? amount) => amount is >= -Amounts.Most and <= Amounts.Most ? amount : null;

    /// <summary>An amount with so many digits after the point as a whole number of the last of them, or null.</summary>
    public static long? Whole(decimal amount, int digits)
    {
        const decimal Most = 9_007_199_254_740_991m;
        var scale = digits switch
        {
            0 => 1m,
            2 => 100m,
            _ => 1000m,
        };
        return
            Math.Abs(amount) <= Most
            && amount * scale is var minor
            && minor == decimal.Truncate(minor)
            && Math.Abs(minor) <= Most
            ? (long)minor
            : null;
    }
}
