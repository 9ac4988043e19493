using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>The id of a commission: <c>com_</c> and an id derived from its event and rule.</summary>
[JsonConverter(typeof(TextValueJsonConverter<CommissionId>))]
public readonly record struct CommissionId : ITextValue<CommissionId>
{
    private readonly string? value;

    private CommissionId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "an id that begins with com_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out CommissionId result)
    {
        var fits = PrefixedId.Fits(text, "com_");
        result = fits ? new CommissionId(text!) : default;
        return fits;
    }

    /// <inheritdoc cref="ITextValue{TSelf}.TryParse"/>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static CommissionId Parse(string text) => TextValue.Parse<CommissionId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
