using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Audit;

/// <summary>The values that a decision has changed. Values that stayed the same are left out.</summary>
/// <param name="Before">The values before, by name; empty for something new.</param>
/// <param name="After">The values after, by name.</param>
public sealed record AuditChange(
    [property: SchemaOf(typeof(JsonObject))] JsonElement Before,
    [property: SchemaOf(typeof(JsonObject))] JsonElement After
)
{
    // A property of a row is limited to 32,768 characters
    // (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
    private const int LongestValue = 600;

    /// <summary>Returns the members that differ; null if there are none.</summary>
    /// <param name="before">The object before, or null for something new. It must not contain secrets or bank
    /// details.</param>
    /// <param name="after">The object after, or null for something removed.</param>
    public static AuditChange? Between<T>(T? before, T? after)
        where T : class
    {
        var (old, changed) = (ObjectOf(before), ObjectOf(after));
        foreach (var name in old.Select(member => member.Key).Intersect(changed.Select(member => member.Key)).ToList())
        {
            if (JsonNode.DeepEquals(old[name], changed[name]))
            {
                old.Remove(name);
                changed.Remove(name);
            }
        }

        return old.Count == 0 && changed.Count == 0
            ? null
            : new AuditChange(JsonSerializer.SerializeToElement(old), JsonSerializer.SerializeToElement(changed));
    }

    /// <summary>Returns the members of something new.</summary>
    public static AuditChange? OfNew<T>(T created)
        where T : class => Between(null, created);

    private static JsonObject ObjectOf(object? value)
    {
        var members = value is null
            ? []
            : JsonSerializer.SerializeToNode(value, value.GetType(), StoredJson.Options)!.AsObject();
        foreach (var (name, member) in members.ToList())
        {
            if (member?.ToJsonString() is { Length: > LongestValue } text)
            {
                members[name] = Shortened(text);
            }
        }

        return members;
    }

    // The hash shows that a long value differs, and proves what it was.
    private static string Shortened(string json) =>
        $"{json[..LongestValue]}… ({json.Length} characters, SHA-256 "
        + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))})";
}
