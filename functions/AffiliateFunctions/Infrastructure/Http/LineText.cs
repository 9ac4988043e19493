using System.Globalization;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// The rules for text of one line. Names, companies and subjects are such texts, because they are written into the
/// subjects and the plain text of e-mails. Texts of several lines, such as notes, can also have line breaks and tabs.
/// </summary>
public static class LineText
{
    /// <summary>The error message for a text that is not one line.</summary>
    public const string Sentence = "Write this on one line, without line breaks and other control characters.";

    /// <summary>The error message for a text of several lines that has other control characters.</summary>
    public const string LinesSentence = "Leave out control characters; only line breaks and tabs are allowed.";

    /// <summary>
    /// Whether the text is one line: it has no control characters, line breaks or marks that change the text direction.
    /// </summary>
    public static bool Fits(ReadOnlySpan<char> text) => text.IndexOfAny(Refused) < 0;

    /// <summary>Whether a text of several lines has no control characters except line breaks and tabs.</summary>
    public static bool LinesFit(ReadOnlySpan<char> text) => text.IndexOfAny(RefusedInLines) < 0;

    /// <summary>
    /// Whether nothing of the text is visible: it has only white space, characters without a width, and fillers.
    /// </summary>
    public static bool IsBlank(string? text) =>
        text is null
        || text.All(letter =>
            char.IsWhiteSpace(letter)
            || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.Control
            || Fillers.Contains(letter, StringComparison.Ordinal)
        );

    /// <summary>
    /// Whether the text has a character that nobody sees: control characters and the category Cf, such as characters
    /// without a width. An address cannot have one.
    /// </summary>
    public static bool HasInvisible(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the text as one line, with a space for each refused character. Texts that do not come from a request
    /// need this conversion.
    /// </summary>
    public static string Of(string text)
    {
        if (Fits(text))
        {
            return text;
        }

        var line = new StringBuilder(text);
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = Refused.Contains(line[i]) ? ' ' : line[i];
        }

        return line.ToString();
    }

    // Letters and symbols that are drawn as nothing: Hangul fillers, the blank Braille pattern, the grapheme joiner.
    private const string Fillers = "\u115F\u1160\u3164\uFFA0\u2800\u034F";

    // Unicode: the categories Cc, Zl and Zp, and the explicit directional formatting characters (UAX #9, section 2).
    private static readonly System.Buffers.SearchValues<char> Refused = System.Buffers.SearchValues.Create([
        .. Characters(),
    ]);

    private static readonly System.Buffers.SearchValues<char> RefusedInLines = System.Buffers.SearchValues.Create([
        .. Characters().Except(['\n', '\r', '\t', '\u2028', '\u2029']),
    ]);

    private static IEnumerable<char> Characters()
    {
        var ranges = new (int First, int Last)[] { (0x00, 0x1F), (0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069) };
        return ranges
            .SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1))
            .Select(code => (char)code);
    }
}
