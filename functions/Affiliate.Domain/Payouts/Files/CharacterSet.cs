using System.Buffers;
using System.Globalization;
using System.Text;
using AnyAscii;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>
/// The characters that a format carries, and the conversion of a text into them. The library AnyAscii transliterates
/// other scripts and accented letters. Spaces and control characters become single spaces.
/// </summary>
internal sealed class CharacterSet
{
    private readonly Func<string, string> convert;

    private CharacterSet(string words, Func<string, string> convert) => (Words, this.convert) = (words, convert);

    /// <summary>
    /// ACH: digits, letters and the other printable ASCII characters (Nacha Operating Rules, Appendix Three, "Data
    /// Specifications": 0-9, A-Z, space and special characters above hexadecimal 1F). Letters become capital letters,
    /// which every bank accepts.
    /// </summary>
    public static CharacterSet Ach { get; } = new("ASCII", text => text.Transliterate().ToUpperInvariant());

    /// <summary>
    /// SEPA credit transfers: <c>a-z A-Z 0-9 / - ? : ( ) . , ' +</c> and space (EPC132-08, "SEPA Credit Transfer Scheme
    /// Customer-to-PSP Implementation Guidelines", section 1.4). Other ASCII characters are replaced as in EPC217-08,
    /// "SEPA Requirements for an Extended Character Set".
    /// </summary>
    public static CharacterSet Sepa { get; } =
        new("the Latin letters of SEPA", text => string.Concat(text.Transliterate().Select(SepaReplacement)));

    /// <summary>Unicode, as in a CSV file in UTF-8.</summary>
    public static CharacterSet Unicode { get; } = new("UTF-8", text => text);

    /// <summary>The name of the set, for messages.</summary>
    public string Words { get; }

    /// <summary>Returns the text in the characters of this set, without white space around it.</summary>
    public string Convert(string text) => CollapseSpaces(convert(CollapseSpaces(text)));

    /// <summary>
    /// Returns whether a spreadsheet would interpret the text as a formula (OWASP, "CSV Injection": a text that begins
    /// with <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c>).
    /// </summary>
    public static bool LooksLikeFormula(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@';

    private static char SepaReplacement(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || SepaPunctuation.Contains(letter)
            ? letter
            : letter switch
            {
                '&' => '+',
                '"' or '`' => '\'',
                ';' => ',',
                '_' or '~' => '-',
                '\\' or '|' => '/',
                '[' or '{' => '(',
                ']' or '}' => ')',
                _ => '.',
            };

    private static readonly SearchValues<char> SepaPunctuation = SearchValues.Create("/-?:().,'+ ");

    // The Unicode categories of lone surrogates and of invisible format characters carry no text.
    private static string CollapseSpaces(string text)
    {
        var result = new StringBuilder(text.Length);
        Span<char> letters = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (result.Length > 0 && result[^1] != ' ')
                {
                    result.Append(' ');
                }
            }
            else if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                result.Append(letters[..rune.EncodeToUtf16(letters)]);
            }
        }

        return result.ToString().TrimEnd();
    }
}
