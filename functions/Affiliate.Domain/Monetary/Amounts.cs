using System.Globalization;
using System.Text.RegularExpressions;

namespace Affiliate.Domain.Monetary;

/// <summary>
/// What numbers events and rules may bring, so that whatever is computed from them can be written down.
/// </summary>
public static partial class Amounts
{
    /// <summary>
    /// The greatest amount that can be booked: the greatest integer that every JSON reader keeps exactly (RFC 8259,
    /// section 6).
    /// </summary>
    public const long Most = 9_007_199_254_740_991;

    /// <summary>The most units of one sale.</summary>
    public const long MaxQuantity = 1_000_000_000;

    /// <summary>What an amount looks like, for messages.</summary>
    public const string Form = "an integer of minor units, from 0 to 9007199254740991";

    /// <summary>What an exchange rate looks like, for messages.</summary>
    public const string RateForm =
        "a positive decimal number in a string, with 12 digits before and 10 after the point at most, such as \"1.0875\"";

    /// <summary>Whether an amount can be booked.</summary>
    public static bool Fits(long amount) => amount is >= 0 and <= Most;

    /// <summary>
    /// The sum of two amounts. One that could not be booked stays at <see cref="Most"/>: totals are what tiers, bonuses
    /// and conditions look at, and no event may fail because others before it were so large.
    /// </summary>
    public static long Sum(long first, long other) => (long)Int128.Min((Int128)first + other, Most);

    /// <summary>An exchange rate, or null where the text is none.</summary>
    public static decimal? ReadRate(string? text) =>
        text is not null
        && Rate().IsMatch(text)
        && decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is > 0 and var rate
            ? rate
            : null;

    [GeneratedRegex(@"^[0-9]{1,12}(\.[0-9]{1,10})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
