using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Makes readable codes from company names. The same partner always gets the same candidates in the same order.
/// </summary>
internal static partial class PartnerCodes
{
    /// <summary>The codes that are accepted, in words.</summary>
    public const string Form = "2 to 60 letters, digits and inner hyphens, underscores and dots";

    /// <summary>The regular expression of these codes.</summary>
    public const string Pattern = @"^[A-Za-z0-9][A-Za-z0-9._-]{0,58}[A-Za-z0-9]\z";

    // The codes that this class makes are longer and shorter than those that partners bring along.
    private const int ShortestBase = 3;
    private const int LongestBase = 24;

    // The letters are listed because machines without ICU's Unicode data do not decompose letters.
    private const string Accented =
        "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥìíîïĩīĭįıĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšţťùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeegggghiiiiiiiiijkllllnnnnooooooooorrrssssttuuuuuuuuuuwyyyzzz";

    // Excludes letters and digits that are easily confused when read aloud or copied by hand.
    private const string SuffixLetters = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>The candidate codes; the plain company name is first.</summary>
    public static IEnumerable<string> CandidatesFor(string company, PartnerId partner)
    {
        var name = BaseOf(company);
        if (name.Length >= ShortestBase)
        {
            yield return name;
        }

        for (var attempt = 1; ; attempt++)
        {
            yield return $"{(name.Length > 0 ? name : "partner")}-{Suffix(partner.Value, attempt)}";
        }
    }

    /// <summary>The candidate codes of a named link; the partner's code with the name of the link is first.</summary>
    public static IEnumerable<string> CandidatesFor(string partnerCode, string name, PartnerId partner)
    {
        var begin = partnerCode[..Math.Min(partnerCode.Length, LongestBase)].Trim('-', '.', '_');
        var text = BaseOf(name);
        if (text.Length > 0)
        {
            yield return $"{begin}-{text}";
        }

        for (var attempt = 1; ; attempt++)
        {
            yield return $"{begin}-{Suffix($"{partner}:{name}", attempt)}";
        }
    }

    /// <summary>Whether the text is a valid code; see <see cref="Form"/>.</summary>
    public static bool Fits(string? code) => code is not null && Codes().IsMatch(code);

    /// <summary>The form in which codes are compared and stored.</summary>
    public static string Normal(string code) => code.ToLowerInvariant();

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Codes();

    private static string BaseOf(string company)
    {
        var text = new StringBuilder();
        foreach (var c in company.ToLowerInvariant())
        {
            var letter = Accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i ? Plain[i] : c;
            if (char.IsAsciiLetterOrDigit(letter))
            {
                text.Append(letter);
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }
        }

        return text.ToString(0, Math.Min(text.Length, LongestBase)).Trim('-');
    }

    private static string Suffix(string seed, int attempt)
    {
        var hash = SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{attempt}"))
        );
        return string.Concat(hash.Take(4).Select(b => SuffixLetters[b % SuffixLetters.Length]));
    }
}
