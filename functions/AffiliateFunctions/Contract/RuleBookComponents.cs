using System.Text.Json.Nodes;
using Affiliate.Domain.Rules.Parsing;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Adds the JSON Schema of rule books to the document's components. The schema is published unchanged, except that its
/// references point to the components.
/// </summary>
internal static class RuleBookComponents
{
    /// <summary>The component of a whole rule book.</summary>
    public const string Name = "RuleBookDocument";

    private const string Definitions = "$defs";

    /// <summary>Adds the components to a document.</summary>
    /// <param name="schemas">The document's schemas.</param>
    public static void AddTo(JsonObject schemas)
    {
        var text = JsonNode
            .Parse(RuleBookSchema.Utf8Json.Span)!
            .ToJsonString()
            .Replace($"#/{Definitions}/", $"#/components/schemas/{Name}.", StringComparison.Ordinal);
        var schema = JsonNode.Parse(text)!.AsObject();
        foreach (var (name, definition) in schema[Definitions]!.AsObject())
        {
            schemas[$"{Name}.{name}"] = definition!.DeepClone();
        }

        schema.Remove(Definitions);
        schema.Remove("$id");
        schema.Remove("$schema");
        schemas[Name] = schema;
    }
}
