using System.Globalization;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>Times as rules and events write them: RFC 3339, or a date alone.</summary>
public static class Instants
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd't'HH:mm:ssK",
    ];

    /// <summary>The instant, or null. A date is its midnight in UTC; a time without an offset is none.</summary>
    public static DateTimeOffset? Read(string text)
        => (text.Length == 10 || HasOffset(text))
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant
                : null;

    private static bool HasOffset(string text)
        => text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
