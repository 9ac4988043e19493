using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Banking;

/// <summary>
/// An International Bank Account Number (ISO 13616) without spaces, with the length of its country (SWIFT, "IBAN
/// Registry") and valid check digits (ISO 7064, MOD 97-10: 02 to 98).
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<Iban>))]
public readonly record struct Iban : ITextValue<Iban>
{
    private readonly string? value;

    private Iban(string value) => this.value = value;

    /// <summary>The IBAN in its electronic form: capital letters and digits.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "an IBAN with valid check digits, such as GB82WEST12345698765432";

    /// <summary>The country of the account, ISO 3166-1 alpha-2.</summary>
    public string Country => Value[..2];

    /// <summary>Reads an IBAN. Spaces, as in the printed form, are removed.</summary>
    public static bool TryParse(string? text, out Iban result)
    {
        var number = text?.Replace(" ", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
        var fits =
            number is { Length: > 4 }
            && number.Length == IbanLengths.Of(number[..2])
            && number[2..4].All(char.IsAsciiDigit)
            && string.CompareOrdinal(number[2..4], "02") >= 0
            && string.CompareOrdinal(number[2..4], "98") <= 0
            && number.All(char.IsAsciiLetterOrDigit)
            && Remainder(number) == 1;
        result = fits ? new Iban(number!) : default;
        return fits;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    // ISO 13616-1: the first four characters are moved to the end, and letters count from A = 10. The resulting number
    // modulo 97 must be 1. Check digits 00, 01 and 99 have the remainder of 97, 98 and 02, but are never assigned.
    private static int Remainder(string number)
    {
        var remainder = 0;
        foreach (var c in number[4..] + number[..4])
        {
            var digits = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            remainder = ((remainder * (digits > 9 ? 100 : 10)) + digits) % 97;
        }

        return remainder;
    }
}
