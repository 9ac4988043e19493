using System.Globalization;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>Amounts in the notation of banks: a point before the minor unit, no separator of thousands.</summary>
internal static class DecimalAmount
{
    /// <summary>Returns an amount such as <c>1234.50</c>.</summary>
    /// <param name="minorUnits">The amount in minor units, at least 0.</param>
    /// <param name="digits">The number of digits of the minor unit.</param>
    public static string Of(Int128 minorUnits, int digits)
    {
        var text = minorUnits.ToString($"D{digits + 1}", CultureInfo.InvariantCulture);
        return digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}";
    }
}
