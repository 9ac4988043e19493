using System.Globalization;
using System.Text.RegularExpressions;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Imports;

/// <summary>Reads amounts of files that other products and spreadsheets write.</summary>
public static partial class WrittenAmount
{
    /// <summary>
    /// Returns the amount in minor units, or null. A text has digits with a decimal point, as <c>1234.50</c>.
    /// Separators of thousands are refused, because <c>1,234</c> is another amount in another country.
    /// </summary>
    /// <param name="text">The text, such as <c>-12.5</c>.</param>
    /// <param name="currency">The currency, which says how many decimals there are.</param>
    public static long? Read(string text, Currency currency)
    {
        if (Form().Match(text) is not { Success: true } match || match.Groups["decimals"].Length > currency.Digits)
        {
            return null;
        }

        var digits = match.Groups["whole"].Value + match.Groups["decimals"].Value.PadRight(currency.Digits, '0');
        return long.TryParse(match.Groups["sign"].Value + digits, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : null;
    }

    [GeneratedRegex(
        @"^(?<sign>-?)(?<whole>[0-9]{1,15})(\.(?<decimals>[0-9]{1,4}))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
