using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>The id of a partner of one program: <c>prt_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<PartnerId>))]
public readonly record struct PartnerId : ITextValue<PartnerId>
{
    private readonly string? value;

    private PartnerId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "an id that begins with prt_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out PartnerId result)
    {
        var fits = PrefixedId.Fits(text, "prt_");
        result = fits ? new PartnerId(text!) : default;
        return fits;
    }

    /// <inheritdoc cref="ITextValue{TSelf}.TryParse"/>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static PartnerId Parse(string text) => TextValue.Parse<PartnerId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
