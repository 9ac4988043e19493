using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace AffiliateFunctions.Tests.Contract;

/// <summary>The OpenAPI document says what the functions do.</summary>
public sealed class ApiDocumentTests
{
    private static readonly Assembly App = typeof(IPrograms).Assembly;

    private static readonly Lazy<Task<string>> Document = new(() => ApiDocument.WriteAsync(App));

    /// <summary>
    /// The document as it stands in the repository, for readers and linters. To write it anew after a change, run this
    /// test with the environment variable UPDATE_OPENAPI=1.
    /// </summary>
    [Fact]
    public async Task The_document_of_the_repository_is_that_of_the_functions()
    {
        var path = SnapshotPath();
        var text = await Document.Value + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, text);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), text);
    }

    [Fact]
    public async Task The_document_has_every_route_with_its_methods_parameters_and_access()
    {
        var paths = (await ReadAsync())["paths"]!;
        foreach (var function in HttpFunction.All(App))
        {
            foreach (var method in function.Trigger.Methods!)
            {
                var operation = paths[function.Path]![method]!;
                var places = (operation["parameters"]?.AsArray() ?? []).ToLookup(
                    parameter => Word(parameter!["in"]),
                    parameter => Word(parameter!["name"])
                );
                Assert.Equal(function.RouteParameters, places["path"]);
                Assert.Equal(function.QueryParameters.Select(parameter => parameter.Name), places["query"]);
                var schemes = operation["security"]!.AsArray();
                Assert.Equal(function.NeedsKey, schemes.Any(scheme => scheme!["function_key"] is not null));
            }
        }
    }

    [Fact]
    public async Task Every_body_and_every_answer_of_JSON_has_a_schema()
    {
        var operations = await OperationsAsync();
        Assert.True(operations.Count > 75, $"There are only {operations.Count} operations.");
        var bodies = operations.Select(operation => operation["requestBody"]).OfType<JsonNode>();
        var answers = operations
            .SelectMany(operation => operation["responses"]!.AsObject())
            .Select(answer => answer.Value!);
        var contents = bodies.Concat(answers).Select(described => described["content"]).OfType<JsonObject>();
        Assert.All(contents.SelectMany(content => content), content => Assert.NotNull(content.Value!["schema"]));
    }

    [Fact]
    public async Task Bodies_and_answers_are_described_as_they_are_read_and_written()
    {
        var schemas = (await ReadAsync())["components"]!["schemas"]!;
        var sent = schemas["EventRequest"]!;
        Assert.False(sent["additionalProperties"]!.GetValue<bool>());
        Assert.Equal(["integer", "null"], sent["properties"]!["amount"]!["type"]!.AsArray().Select(Word).Order());
        Assert.Equal("The amount, in minor units.", Word(sent["properties"]!["amount"]!["description"]));
        Assert.Null(sent["properties"]!["customer_id"]);

        var stored = schemas["Event"]!;
        Assert.Contains("received_at", stored["required"]!.AsArray().Select(Word));
        Assert.DoesNotContain("applied_at", stored["required"]!.AsArray().Select(Word));
        Assert.Contains("applied", stored["properties"]!["status"]!["enum"]!.AsArray().Select(Word));

        Assert.Equal(["data", "next_cursor"], schemas["EventPage"]!["required"]!.AsArray().Select(Word));
        var rules = schemas["EvaluationRequest"]!["properties"]!["rules"]!["anyOf"]!;
        Assert.Equal("#/components/schemas/RuleBookDocument", Word(rules[0]!["$ref"]));
        var commissions = schemas["RuleBookDocument"]!["properties"]!["commissions"]!;
        Assert.Equal("#/components/schemas/RuleBookDocument.commission", Word(commissions["items"]!["$ref"]));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await ReadAsync();
        var references = Nodes(document)
            .OfType<JsonObject>()
            .Select(node => node["$ref"])
            .OfType<JsonValue>()
            .Select(reference => Word(reference)!)
            .Distinct()
            .ToList();
        Assert.True(references.Count > 100, $"There are only {references.Count} references.");
        Assert.All(references, reference => Assert.NotNull(Find(document, reference)));
    }

    public static TheoryData<string> FunctionsWithJson =>
        [.. HttpFunction.All(App).Where(function => BodyOf(function) is not null).Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(FunctionsWithJson))]
    public void The_example_of_a_body_is_read_without_mistakes(string name)
    {
        var function = HttpFunction.All(App).Single(function => function.Name == name);
        var example = function.Method.GetCustomAttribute<RequestExampleAttribute>()?.Text;
        Assert.NotNull(example);
        const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Static;
        var find = typeof(ApiDocumentTests).GetMethod(nameof(FindMistake), Own)!;
        Assert.Null(find.MakeGenericMethod(BodyOf(function)!).Invoke(null, [example]));
    }

    [Fact]
    public async Task No_operation_is_named_twice()
    {
        var ids = (await OperationsAsync()).Select(operation => Word(operation["operationId"])).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    private static async Task<JsonNode> ReadAsync() => JsonNode.Parse(await Document.Value)!;

    private static async Task<IReadOnlyList<JsonNode>> OperationsAsync() =>
        [
            .. (await ReadAsync())["paths"]!
                .AsObject()
                .SelectMany(path => path.Value!.AsObject())
                .Select(operation => operation.Value!),
        ];

    private static JsonNode? Find(JsonNode document, string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (JsonNode? node, string step) => node?[step]);

    private static Problem? FindMistake<T>(string json) => RequestBody.Parse<T>(Encoding.UTF8.GetBytes(json)).Problem;

    // Rule books have a parser of their own, and providers send what they like.
    private static Type? BodyOf(HttpFunction function) =>
        function.Method.GetCustomAttribute<ConsumesAttribute>() is { } consumes
        && consumes.ContentTypes.Contains("application/json")
        && ((IAcceptsMetadata)consumes).RequestType is { } type
        && type != typeof(object)
        && type != typeof(RuleBook)
            ? type
            : null;

    private static IEnumerable<JsonNode> Nodes(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(Nodes).Prepend(node);
    }

    private static string? Word(JsonNode? node) => node?.GetValue<string>();

    private static string SnapshotPath([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "openapi.json"));
}
