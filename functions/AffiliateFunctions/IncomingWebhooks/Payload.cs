using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Reads what providers send. What is missing or of another kind is null: their shapes differ by version.
/// </summary>
internal static class Payload
{
    /// <summary>The member at the end of the path, or null.</summary>
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

    /// <summary>A text that is not empty, or null.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.String } text
        && Decoded(text.GetString) is { Length: > 0 } decoded
            ? decoded
            : null;

    /// <summary>A name that is a text or a whole number, or null.</summary>
    public static string? Id(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) ?? element.Number(path)?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number, or null.</summary>
    public static long? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
            ? value
            : null;

    /// <summary>A decimal number as it was written, in a text or as a number, or null.</summary>
    public static string? Decimal(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path)
        ?? (element.Member(path) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null);

    /// <summary>Whether a member is there and true.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.True };

    /// <summary>A number of seconds since 1970 as a time, or null.</summary>
    public static DateTimeOffset? Seconds(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Number(path) is >= 0 and < 253_402_300_800 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>A time of RFC 3339, or null.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) is { } text ? Instants.Read(text) : null;

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : Enumerable.Empty<JsonElement>();

    /// <summary>The first item of a list, or null.</summary>
    public static JsonElement? First(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    /// <summary>The members of an object that are texts; later objects go before earlier ones.</summary>
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

    /// <summary>The name of a member, or null for one that is no text.</summary>
    public static string? Name(this JsonProperty member) => Decoded(() => member.Name);

    // An escape of half a character (RFC 8259, section 8.2) has no text.
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
