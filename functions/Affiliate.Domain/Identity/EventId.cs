using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>
/// The id of a tracking event, chosen by its sender: 1 to 200 printable characters without white space and without / \
/// # ?.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<EventId>))]
public readonly record struct EventId : ITextValue<EventId>
{
    private readonly string? value;

    private EventId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    public string Value => value ?? string.Empty;

    /// <inheritdoc/>
    public static string Form => "1 to 200 printable characters without white space, /, \\, # and ?";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out EventId result)
    {
        var fits = StorageSafe.Fits(text, 200);
        result = fits ? new EventId(text!) : default;
        return fits;
    }

    /// <inheritdoc cref="ITextValue{TSelf}.TryParse"/>
    /// <exception cref="FormatException">The text is not a valid id.</exception>
    public static EventId Parse(string text) => TextValue.Parse<EventId>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
