using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>
/// The identifier of a program in URLs and storage keys: 2 to 40 lower-case letters, digits and single inner hyphens.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<ProgramSlug>))]
public readonly record struct ProgramSlug : ITextValue<ProgramSlug>
{
    /// <summary>The maximum number of characters of a slug.</summary>
    public const int MaxLength = 40;

    /// <summary>The slug as text.</summary>
    public string Value
    {
        get => field ?? string.Empty;
        private init;
    }

    /// <inheritdoc/>
    public static string Form =>
        "2 to 40 lower-case letters, digits and single hyphens, beginning and ending with a letter or digit";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ProgramSlug result) =>
        TextValue.TryCreate(Fits(text), new() { Value = text! }, out result);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool Fits(string? text) =>
        text is { Length: >= 2 and <= MaxLength }
        && text[0] != '-'
        && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal)
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
