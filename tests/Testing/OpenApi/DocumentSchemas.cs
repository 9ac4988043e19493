using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Testing.OpenApi;

/// <summary>The schemas of an OpenAPI document, as something to hold JSON against.</summary>
public sealed partial class DocumentSchemas
{
    private const string Components = "#/components/schemas/";
    private const string Definitions = "#/$defs/";

    private static readonly EvaluationOptions Strict = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    private readonly JsonObject _definitions;
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    public DocumentSchemas(JsonNode document)
    {
        var schemas = document["components"]!["schemas"]!.ToJsonString();
        _definitions = JsonNode.Parse(schemas.Replace(Components, Definitions, StringComparison.Ordinal))!.AsObject();

        // Answers may get further members, but they have none yet that the document does not name.
        foreach (var (name, schema) in _definitions)
        {
            if (schema?["properties"] is not null && name != "Problem")
            {
                schema["additionalProperties"] ??= false;
            }
        }
    }

    /// <summary>Whether a media type is JSON.</summary>
    public static bool IsJson(string kind) =>
        kind is "application/json" || kind.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>What JSON does that its schema does not allow, or null.</summary>
    public string? Violation(JsonNode schema, string json)
    {
        var text = schema.ToJsonString().Replace(Components, Definitions, StringComparison.Ordinal);
        if (!_schemas.TryGetValue(text, out var built))
        {
            var whole = JsonNode.Parse(text)!.AsObject();
            whole["$schema"] = "https://json-schema.org/draft/2020-12/schema";
            whole["$defs"] = DefinitionsOf(text);
            built = _schemas[text] = JsonSchema.FromText(whole.ToJsonString());
        }

        using var document = JsonDocument.Parse(json);
        var results = built.Evaluate(document.RootElement, Strict);
        return results.IsValid ? null : string.Join('\n', Errors(results).Append(json));
    }

    // The definitions that a schema refers to, directly or not: building all of them for each answer takes seconds.
    private JsonObject DefinitionsOf(string schema)
    {
        var definitions = new JsonObject();
        var open = new Stack<string>([schema]);
        while (open.TryPop(out var text))
        {
            foreach (var name in Reference().Matches(text).Select(match => match.Groups["name"].Value))
            {
                if (!definitions.ContainsKey(name))
                {
                    definitions[name] = _definitions[name]!.DeepClone();
                    open.Push(_definitions[name]!.ToJsonString());
                }
            }
        }

        return definitions;
    }

    [GeneratedRegex("\"#/\\$defs/(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    private static IEnumerable<string> Errors(EvaluationResults results) =>
        (results.Errors ?? new Dictionary<string, string>())
            .Select(error => $"{results.InstanceLocation}: {error.Key}: {error.Value}")
            .Concat((results.Details ?? []).SelectMany(Errors));
}
