using System.Globalization;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>Reads and writes times in the form that rules and events use: RFC 3339, or a date alone.</summary>
public static class Instants
{
    private const int MaxFractionDigits = 7;

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Parses an instant; null when the text is not one. A date means midnight in UTC. A time without an offset is not
    /// an instant.
    /// </summary>
    public static DateTimeOffset? Read(string text) =>
        (text.Length == 10 || HasOffset(text))
        && DateTimeOffset.TryParseExact(
            Plain(text),
            Forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant
        )
            ? instant
            : null;

    /// <summary>Writes the instant in UTC, with no more digits than necessary.</summary>
    public static string Write(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    // Converts letters to upper case (RFC 3339, section 5.6, allows either case) and removes digits of the second
    // beyond the precision of the clock.
    private static string Plain(string text)
    {
        var upper = text.ToUpperInvariant();
        var first = upper.IndexOf('.', StringComparison.Ordinal) + 1;
        var end = first;
        while (first > 0 && end < upper.Length && char.IsAsciiDigit(upper[end]))
        {
            end++;
        }

        return end - first > MaxFractionDigits
            ? upper.Remove(first + MaxFractionDigits, end - first - MaxFractionDigits)
            : upper;
    }

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
