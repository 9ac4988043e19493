using System.Text;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// What a text of one line is: names, companies and subjects are such texts, since they are written into the subjects
/// and the plain text of e-mails. Texts of several lines, such as notes, may have line breaks and tabs beside it.
/// </summary>
public static class LineText
{
    /// <summary>What to do about a text that is not one line.</summary>
    public const string Sentence = "Write this on one line, without line breaks and other control characters.";

    /// <summary>What to do about a text of several lines that has other control characters.</summary>
    public const string LinesSentence =
        "Leave out control characters; line breaks and tabs are the only ones that this may have.";

    /// <summary>
    /// Whether the text is one line: no control characters, line breaks or marks that turn the direction of text.
    /// </summary>
    public static bool Fits(ReadOnlySpan<char> text) => text.IndexOfAny(Refused) < 0;

    /// <summary>Whether the text, which may have several lines, has no other control characters.</summary>
    public static bool LinesFit(ReadOnlySpan<char> text) => text.IndexOfAny(RefusedInLines) < 0;

    /// <summary>
    /// The text as one line: what is refused in requests becomes a space, for texts that came in another way.
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
