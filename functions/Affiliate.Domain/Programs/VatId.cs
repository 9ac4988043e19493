namespace Affiliate.Domain.Programs;

/// <summary>The form of a VAT identification number.</summary>
public static class VatId
{
    /// <summary>The form, for error messages.</summary>
    public const string Form = "the letters of its country and the number, such as DE123456789";

    /// <summary>
    /// Whether the text is a country and 2 to 12 letters and digits (Council Directive 2006/112/EC, article 215;
    /// European Commission, VIES, "VAT identification number structure").
    /// </summary>
    public static bool IsValid(string text) =>
        text is { Length: >= 4 and <= 14 }
        && text[..2].All(char.IsAsciiLetter)
        && text[2..].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '*');
}
