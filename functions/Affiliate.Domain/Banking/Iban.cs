using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Banking;

/// <summary>
/// An International Bank Account Number (ISO 13616) without spaces, with valid check digits (ISO 7064, MOD 97-10).
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<Iban>))]
public readonly record struct Iban : ITextValue<Iban>
{
    private const int Shortest = 15;
    private const int Longest = 34;
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
            number is { Length: >= Shortest and <= Longest }
            && char.IsAsciiLetterUpper(number[0])
            && char.IsAsciiLetterUpper(number[1])
            && char.IsAsciiDigit(number[2])
            && char.IsAsciiDigit(number[3])
            && number.All(char.IsAsciiLetterOrDigit)
            && Remainder(number) == 1;
        result = fits ? new Iban(number!) : default;
        return fits;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    // ISO 13616-1: the first four characters are moved to the end, and letters count from A = 10. The resulting number
    // modulo 97 must be 1.
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
