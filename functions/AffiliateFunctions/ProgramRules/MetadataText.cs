using System.Globalization;
using System.Text.Json;

namespace AffiliateFunctions.ProgramRules;

/// <summary>Metadata as rules see it.</summary>
public static class MetadataText
{
    /// <summary>A text as it is, a number in its shortest form, a boolean as <c>true</c> or <c>false</c>, anything else as JSON.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("G29", CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };
}
