using System.Globalization;
using System.Text.Json.Nodes;
using Testing.OpenApi;

namespace EndToEnd.Contract;

/// <summary>The OpenAPI document of a running app, as something to hold answers against.</summary>
internal sealed class ContractDocument
{
    private readonly JsonNode _document;
    private readonly DocumentSchemas _schemas;

    public ContractDocument(string text)
    {
        _document = JsonNode.Parse(text)!;
        _schemas = new DocumentSchemas(_document);
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
            : DocumentSchemas.IsJson(kind) ? _schemas.Violation(media["schema"]!, body)
            : null;
    }
}

/// <summary>One operation of the document.</summary>
/// <param name="Method">The method, in lower case.</param>
/// <param name="Path">The path with its parameters in braces.</param>
/// <param name="Node">What the document says.</param>
internal sealed record ContractOperation(string Method, string Path, JsonNode Node)
{
    public string Id => Node["operationId"]!.GetValue<string>();

    public IEnumerable<int> Statuses =>
        Node["responses"]!.AsObject().Select(response => int.Parse(response.Key, CultureInfo.InvariantCulture));

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
