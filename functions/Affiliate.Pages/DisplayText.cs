using System.Text;

namespace Affiliate.Pages;

/// <summary>
/// Prepares text for people, in pages, e-mails and subjects. The text may come from strangers, who can use characters
/// that nobody sees to reorder the text around them or to make two names look the same. Such characters are removed,
/// and right-to-left words are isolated, so that they leave the order of the text around them as it is (Unicode Standard
/// Annex #9, https://www.unicode.org/reports/tr9/). An address in a link is not text and stays as it is.
/// </summary>
public static class DisplayText
{
    private const char Isolate = '\u2068';
    private const char EndOfIsolate = '\u2069';

    // Joiners form letters of Persian and of Indic scripts, and emoji.
    private const string Joiners = "\u200C\u200D";

    // Letters and marks without a form of their own, which are no format characters: the joiner of graphemes, the fillers
    // of Hangul and the inherent vowels of Khmer (DerivedCoreProperties.txt, Default_Ignorable_Code_Point). The selectors
    // of variations stay, because they form emoji.
    private const string Fillers = "\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0";

    // Characters that need one of the steps: below the first one only the control characters do.
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create([
        .. Range(0x00, 0x08),
        .. Range(0x0B, 0x1F),
        .. Range(0x7F, 0x9F),
        '\u00AD',
        .. Range(0x0590, 0x08FF),
        '\u180E',
        .. Range(0x200B, 0x200F),
        .. Range(0x2028, 0x202E),
        .. Range(0x2060, 0x206F),
        .. Range(0xFB1D, 0xFDFF),
        .. Range(0xFE70, 0xFEFF),
        .. Range(0xFFF9, 0xFFFB),
        .. Range(0xD800, 0xDFFF),
        .. Fillers,
    ]);

    /// <summary>Returns the text without invisible characters and with right-to-left words isolated.</summary>
    public static string Of(string text)
    {
        if (!IsSpecial(text))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 8);
        foreach (var line in Visible(text).Split('\n'))
        {
            AppendIsolated(shown, line);
            shown.Append('\n');
        }

        return shown.ToString(0, shown.Length - 1);
    }

    /// <summary>Returns the text as <see cref="Of"/> does, on one line.</summary>
    public static string LineOf(string text) => Of(text).ReplaceLineEndings(" ").Replace('\t', ' ');

    /// <summary>Whether the text has characters that are removed or isolated.</summary>
    internal static bool IsSpecial(ReadOnlySpan<char> text) => text.IndexOfAny(Special) >= 0;

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' or '\r')
            {
                visible.Append((char)rune.Value);
            }
            else if (IsBreak(rune))
            {
                visible.Append(' ');
            }
            else if (!IsInvisible(rune))
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString();
    }

    private static bool IsBreak(Rune rune) => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format
            ? !IsIn(Joiners, rune)
            : IsIn(Fillers, rune);

    private static bool IsIn(string characters, Rune rune) =>
        rune.IsBmp && characters.Contains((char)rune.Value, StringComparison.Ordinal);

    // An isolate reaches from the first right-to-left letter of a line to the last one before other letters begin. What
    // stands between such letters, such as spaces and digits, belongs to it.
    private static void AppendIsolated(StringBuilder shown, string line)
    {
        var (written, start, end, at) = (0, -1, -1, 0);
        foreach (var rune in line.EnumerateRunes())
        {
            var next = at + rune.Utf16SequenceLength;
            if (IsRightToLeft(rune))
            {
                (start, end) = (start < 0 ? at : start, next);
            }
            else if (start >= 0 && end == at && IsMark(rune))
            {
                end = next;
            }
            else if (start >= 0 && Rune.IsLetter(rune))
            {
                Close();
            }

            at = next;
        }

        Close();
        shown.Append(line, written, line.Length - written);

        void Close()
        {
            if (start >= 0)
            {
                shown.Append(line, written, start - written).Append(Isolate);
                shown.Append(line, start, end - start).Append(EndOfIsolate);
                (written, start) = (end, -1);
            }
        }
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.EnclosingMark;

    // The blocks whose characters have the classes R, AL and AN by default (DerivedBidiClass.txt).
    private static bool IsRightToLeft(Rune rune) =>
        !IsMark(rune)
        && rune.Value
            is (>= 0x0590 and <= 0x08FF)
                or (>= 0xFB1D and <= 0xFDFF)
                or (>= 0xFE70 and <= 0xFEFF)
                or (>= 0x10800 and <= 0x10FFF)
                or (>= 0x1E800 and <= 0x1EFFF);

    private static IEnumerable<char> Range(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
