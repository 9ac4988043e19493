using System.Globalization;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Imports;

/// <summary>Reads times of files that other products write.</summary>
public static class WrittenDate
{
    /// <summary>The forms that can be read, in words.</summary>
    public const string Form = "a date such as 2025-03-31, a time such as 2025-03-31T10:00:00Z, or a Unix time";

    private const string Utc = " UTC";
    private const int DigitsOfSeconds = 10;
    private const int DigitsOfMilliseconds = 13;

    /// <summary>Returns the time, or null. A date means midnight, and a time without an offset is in UTC.</summary>
    public static DateTimeOffset? Read(string text)
    {
        var plain = text.EndsWith(Utc, StringComparison.OrdinalIgnoreCase) ? $"{text[..^Utc.Length]}Z" : text;
        if (Instants.Read(plain) is { } instant)
        {
            return instant;
        }

        return plain.Length switch
        {
            DigitsOfSeconds when Number(plain) is { } seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
            DigitsOfMilliseconds when Number(plain) is { } milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(
                milliseconds
            ),
            _ => Instants.Read($"{plain}Z"),
        };
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
