using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Converts metadata to the form that rules use.</summary>
public static class MetadataText
{
    /// <summary>
    /// The entries as text: a string unchanged, a number in its shortest form, a boolean as <c>true</c> or
    /// <c>false</c>, any other value as JSON. Null values are left out.
    /// </summary>
    public static Dictionary<string, string> Of(IReadOnlyDictionary<string, JsonElement>? metadata) =>
        (metadata ?? new Dictionary<string, JsonElement>())
            .Where(entry => entry.Value.ValueKind != JsonValueKind.Null)
            .DistinctBy(entry => entry.Key.Trim(), StringComparer.Ordinal)
            .ToDictionary(entry => entry.Key.Trim(), entry => TextOf(entry.Value), StringComparer.Ordinal);

    private static string TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when value.TryGetDecimal(out var number) => ((FieldValue)number).Text,
            _ => value.GetRawText(),
        };
}
