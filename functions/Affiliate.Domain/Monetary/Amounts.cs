using System.Globalization;
using System.Text.RegularExpressions;

namespace Affiliate.Domain.Monetary;

/// <summary>The limits for numbers in events and rules, so that every computed result can be stored.</summary>
public static partial class Amounts
{
    /// <summary>
    /// The maximum amount that can be booked: the greatest integer that every JSON reader keeps exactly (RFC 8259,
    /// section 6).
    /// </summary>
    public const long Max = 9_007_199_254_740_991;

    /// <summary>The maximum number of units of one sale.</summary>
    public const long MaxQuantity = 1_000_000_000;

    /// <summary>The form of an amount, for messages.</summary>
    public const string Form = "an integer in minor units, from 0 to 9007199254740991";

    /// <summary>The form of an exchange rate, for messages.</summary>
    public const string RateForm =
        "a positive decimal in a string, with at most 12 digits before and 10 after the point, such as \"1.0875\"";

    /// <summary>Whether an amount can be booked.</summary>
    public static bool Fits(long amount) => amount is >= 0 and <= Max;

    /// <summary>
    /// Returns the sum of two amounts, limited to <see cref="Max"/>. Tiers, bonuses and conditions use such totals,
    /// and an event must not fail because earlier events were too large.
    /// </summary>
    public static long Sum(long first, long other) => (long)Int128.Min((Int128)first + other, Max);

    /// <summary>Parses an exchange rate; returns null when the text is not one.</summary>
    public static decimal? ReadRate(string? text) =>
        text is not null
        && Rate().IsMatch(text)
        && decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is > 0 and var rate
            ? rate
            : null;

    [GeneratedRegex(@"^[0-9]{1,12}(\.[0-9]{1,10})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
