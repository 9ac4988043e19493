using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>
/// The company's id of a customer (<c>external_id</c>): 1 to 200 printable characters without / \ # ?.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<CustomerId>))]
public readonly record struct CustomerId : ITextValue<CustomerId>
{
    private readonly string? value;

    private CustomerId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "1 to 200 printable characters without /, \\, # and ?";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out CustomerId result)
    {
        var fits = StorageSafe.Fits(text, 200, allowSpace: true);
        result = fits ? new CustomerId(text!) : default;
        return fits;
    }

    /// <inheritdoc cref="ITextValue{TSelf}.TryParse"/>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static CustomerId Parse(string text) => TextValue.Parse<CustomerId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
