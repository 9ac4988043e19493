using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>The id of an application to become a partner: <c>app_</c> and a sortable id.</summary>
[JsonConverter(typeof(TextValueJsonConverter<ApplicationId>))]
public readonly record struct ApplicationId : ITextValue<ApplicationId>
{
    private readonly string? value;

    private ApplicationId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "an id that begins with app_";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ApplicationId result)
    {
        var fits = PrefixedId.Fits(text, "app_");
        result = fits ? new ApplicationId(text!) : default;
        return fits;
    }

    /// <inheritdoc cref="ITextValue{TSelf}.TryParse"/>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static ApplicationId Parse(string text) => TextValue.Parse<ApplicationId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
