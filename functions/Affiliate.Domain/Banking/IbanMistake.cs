namespace Affiliate.Domain.Banking;

/// <summary>Explains to the person who entered an IBAN how to fix it.</summary>
public static class IbanMistake
{
    private const int CountryLength = 2;

    /// <summary>Returns a sentence that names the mistake and its fix, or null for a valid IBAN.</summary>
    public static string? Of(string? text)
    {
        if (Iban.TryParse(text, out _))
        {
            return null;
        }

        var number = (text ?? string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
        if (number.Length < CountryLength || !number[..CountryLength].All(char.IsAsciiLetterUpper))
        {
            return $"Give {Iban.Form}: it begins with the two letters of its country.";
        }

        var country = number[..CountryLength];
        return IbanLengths.Of(country) is not { } length
                ? $"No country with the letters {country} has IBANs. Check the first two letters."
            : !number.All(char.IsAsciiLetterOrDigit)
                ? "An IBAN has letters and digits only. Leave out the other characters."
            : number.Length != length
                ? $"An IBAN that begins with {country} has {length} characters without spaces, and this one has "
                    + $"{number.Length}. Copy the whole IBAN again."
            : "The check digits do not fit, so a character is mistyped. Compare the IBAN with your bank statement.";
    }
}
