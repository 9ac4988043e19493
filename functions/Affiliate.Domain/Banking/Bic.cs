using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Banking;

/// <summary>
/// A Business Identifier Code (ISO 9362): four letters or digits of the institution, two letters of its country, two
/// letters or digits of its location and, optionally, three of a branch. The pattern is that of ISO 20022,
/// <c>BICFIDec2014Identifier</c>.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<Bic>))]
public readonly record struct Bic : ITextValue<Bic>
{
    private readonly string? value;

    private Bic(string value) => this.value = value;

    /// <summary>The 8 or 11 capital letters and digits.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "a BIC of 8 or 11 capital letters and digits, such as DEUTDEFF500";

    /// <summary>The country of the institution, ISO 3166-1 alpha-2.</summary>
    public string Country => Value[4..6];

    /// <inheritdoc/>
    public static bool TryParse(string? text, out Bic result)
    {
        var fits =
            text is { Length: 8 or 11 }
            && text.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter))
            && text[4..6].All(char.IsAsciiLetterUpper);
        result = fits ? new Bic(text!) : default;
        return fits;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
