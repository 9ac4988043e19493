using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Reads members of provider data. A member that is missing or has another type is null, because the formats differ by
/// version.
/// </summary>
internal static class Payload
{
    /// <summary>Returns the member at the end of the path, or null.</summary>
    public static JsonElement? Member(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>Returns a text that is not empty, or null.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.String } text
        && Decoded(text.GetString) is { Length: > 0 } decoded
            ? decoded
            : null;

    /// <summary>Returns an id that is a text or a whole number, or null.</summary>
    public static string? Id(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) ?? element.Number(path)?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns a whole number, or null.</summary>
    public static long? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
            ? value
            : null;

    /// <summary>Returns a decimal number as it was sent, from a text or a number, or null.</summary>
    public static string? Decimal(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path)
        ?? (element.Member(path) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null);

    /// <summary>Whether a member exists and is true.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.True };

    /// <summary>Returns a number of seconds since 1970 as a time, or null.</summary>
    public static DateTimeOffset? Seconds(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Number(path) is >= 0 and < 253_402_300_800 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Returns a time in the format of RFC 3339, or null.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) is { } text ? Instants.Read(text) : null;

    /// <summary>Returns the items of a list; none when there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : Enumerable.Empty<JsonElement>();

    /// <summary>Returns the first item of a list, or null.</summary>
    public static JsonElement? First(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    /// <summary>Returns the members of objects that are texts; later objects override earlier ones.</summary>
    public static Dictionary<string, string> Texts(params IEnumerable<JsonElement?> objects)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var entries in objects.OfType<JsonElement>().Where(entries => entries.ValueKind == JsonValueKind.Object)
        )
        {
            foreach (var entry in entries.EnumerateObject())
            {
                if (
                    entry.Value.ValueKind == JsonValueKind.String
                    && Decoded(entry.Value.GetString) is { } text
                    && entry.Name() is { } name
                )
                {
                    texts[name] = text;
                }
            }
        }

        return texts;
    }

    /// <summary>Returns the name of a member, or null when it is not valid text.</summary>
    public static string? Name(this JsonProperty member) => Decoded(() => member.Name);

    // An escaped single surrogate (RFC 8259, section 8.2) is not valid text.
    private static string? Decoded(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
