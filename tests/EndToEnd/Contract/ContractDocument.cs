using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace EndToEnd.Contract;

/// <summary>The OpenAPI document of a running app, as something to hold answers against.</summary>
internal sealed partial class ContractDocument
{
    private const string Components = "#/components/schemas/";
    private const string Definitions = "#/$defs/";

    private static readonly EvaluationOptions Strict = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    private readonly JsonNode _document;
    private readonly JsonObject _definitions;
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    public ContractDocument(string text)
    {
        _document = JsonNode.Parse(text)!;
        var schemas = _document["components"]!["schemas"]!.ToJsonString();
        _definitions = JsonNode.Parse(schemas.Replace(Components, Definitions, StringComparison.Ordinal))!.AsObject();

        // Answers may get further members, but they have none yet that the document does not name.
        foreach (var (name, schema) in _definitions)
        {
            if (schema?["properties"] is not null && name != "Problem")
            {
                schema["additionalProperties"] ??= false;
            }
        }

        Operations =
        [
            .. from path in _document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select new ContractOperation(operation.Key, path.Key, operation.Value!),
        ];
    }

    public IReadOnlyList<ContractOperation> Operations { get; }

    /// <summary>The operation of a request: a literal step goes before a parameter, as in the host.</summary>
    public ContractOperation Find(HttpMethod method, string path) =>
        Operations.Where(operation => operation.Fits(method, path)).MaxBy(operation => operation.Literals)
        ?? throw new InvalidOperationException($"The document has no operation {method} {path}.");

    /// <summary>What an answer does that its operation does not say, or null.</summary>
    public string? Violation(ContractOperation operation, int status, string? kind, string body)
    {
        if (operation.Node["responses"]![$"{status}"] is not { } named)
        {
            return $"The status {status} is not in the document: {body}";
        }

        var response = named["$ref"] is { } reference
            ? _document["components"]!["responses"]![reference.GetValue<string>().Split('/')[^1]]!
            : named;
        if (response["content"] is not JsonObject content)
        {
            return body.Length == 0 ? null : $"The status {status} has a body, which is not in the document: {body}";
        }

        return kind is null || content[kind] is not { } media
                ? $"The media type {kind} of status {status} is not in the document: {body}"
            : IsJson(kind) ? SchemaViolation(media["schema"]!, body)
            : null;
    }

    private static bool IsJson(string kind) =>
        kind is "application/json" || kind.EndsWith("+json", StringComparison.Ordinal);

    private string? SchemaViolation(JsonNode schema, string body)
    {
        var text = schema.ToJsonString().Replace(Components, Definitions, StringComparison.Ordinal);
        if (!_schemas.TryGetValue(text, out var built))
        {
            var whole = JsonNode.Parse(text)!.AsObject();
            whole["$schema"] = "https://json-schema.org/draft/2020-12/schema";
            whole["$defs"] = DefinitionsOf(text);
            built = _schemas[text] = JsonSchema.FromText(whole.ToJsonString());
        }

        using var document = JsonDocument.Parse(body);
        var results = built.Evaluate(document.RootElement, Strict);
        return results.IsValid ? null : string.Join('\n', Errors(results).Append(body));
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

/// <summary>One operation of the document.</summary>
/// <param name="Method">The method, in lower case.</param>
/// <param name="Path">The path with its parameters in braces.</param>
/// <param name="Node">What the document says.</param>
internal sealed record ContractOperation(string Method, string Path, JsonNode Node)
{
    public string Id => Node["operationId"]!.GetValue<string>();

    public int Literals => Path.Split('/').Count(step => !step.StartsWith('{'));

    public IEnumerable<string> QueryParameters =>
        (Node["parameters"]?.AsArray() ?? [])
            .Where(parameter => parameter!["in"]!.GetValue<string>() == "query")
            .Select(parameter => parameter!["name"]!.GetValue<string>());

    public bool NeedsKey => Node["security"]!.AsArray().Any(scheme => scheme!["function_key"] is not null);

    public bool Fits(HttpMethod method, string path)
    {
        var (own, asked) = (Path.Split('/'), path.Split('/'));
        return Method.Equals(method.Method, StringComparison.OrdinalIgnoreCase)
            && own.Length == asked.Length
            && own.Zip(asked).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}
