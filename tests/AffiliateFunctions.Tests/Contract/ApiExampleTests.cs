using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.RuleEvaluation;
using Microsoft.AspNetCore.Mvc;
using Testing.OpenApi;

namespace AffiliateFunctions.Tests.Contract;

/// <summary>The examples of the OpenAPI document are what the functions read and write.</summary>
public sealed class ApiExampleTests
{
    private static readonly Assembly App = typeof(IPrograms).Assembly;

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly DateTimeOffset Now = new(2026, 11, 6, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<Task<JsonNode>> Document = new(async () =>
        JsonNode.Parse(await ApiDocument.WriteAsync(App))!
    );

    [Fact]
    public async Task Every_example_meets_its_schema()
    {
        var document = await Document.Value;
        var schemas = new DocumentSchemas(document);
        var examples = Described(document).SelectMany(media => Examples(document, media)).ToList();
        Assert.True(examples.Count > 100, $"There are only {examples.Count} examples.");
        var violations = examples.Select(example =>
            schemas.Violation(example.Media.Schema, example.Value.ToJsonString()) is { } violation
                ? $"{example.Media.Place}: {violation}"
                : null
        );
        Assert.Empty(violations.OfType<string>());
    }

    [Fact]
    public async Task An_example_that_drifts_is_found()
    {
        var document = await Document.Value;
        var schemas = new DocumentSchemas(document);
        var partner = Described(document).First(media => media.Place.StartsWith("GetPartner 200", Ordinal));
        var example = Examples(document, partner).Single().Value.DeepClone().AsObject();
        Assert.Null(schemas.Violation(partner.Schema, example.ToJsonString()));

        example["surname"] = "Partner";
        Assert.NotNull(schemas.Violation(partner.Schema, example.ToJsonString()));
        example.Remove("surname");
        example.Remove("email");
        Assert.NotNull(schemas.Violation(partner.Schema, example.ToJsonString()));
    }

    [Fact]
    public async Task Every_body_every_success_and_every_problem_has_an_example()
    {
        var document = await Document.Value;
        var without = Described(document)
            .Where(media => media.IsExpected && !Examples(document, media).Any())
            .Select(media => media.Place);
        Assert.Empty(without);
    }

    [Fact]
    public async Task An_example_of_a_response_is_what_the_serializer_writes()
    {
        var document = await Document.Value;
        var written = 0;
        foreach (var media in Described(document).Where(media => media.Status is >= 200 and < 300))
        {
            foreach (var example in Examples(document, media))
            {
                // A document of another standard has no type of its own.
                var type = TypeOf(media);
                if (type == typeof(object))
                {
                    continue;
                }

                var value = JsonSerializer.Deserialize(example.Value.ToJsonString(), type, HttpResults.Json);
                var again = JsonSerializer.SerializeToNode(value, type, HttpResults.Json);
                Assert.True(JsonNode.DeepEquals(example.Value, again), $"{media.Place} is written as {again}.");
                written++;
            }
        }

        Assert.True(written > 60, $"Only {written} examples were written.");
    }

    [Fact]
    public void The_hash_of_the_rule_book_is_its_own() =>
        Assert.Equal(PostRuleBook.ExampleHash, CanonicalJson.HashOf(JsonElement.Parse(PostRuleBook.Example)));

    [Fact]
    public void The_example_of_an_evaluation_is_the_answer_to_its_request()
    {
        var method = typeof(EvaluateRules).GetMethod(nameof(EvaluateRules.RunAsync))!;
        var request = JsonElement.Parse(method.GetCustomAttribute<RequestExampleAttribute>()!.Text);
        var mistakes = new ProblemList();
        var evaluation = EvaluationBody.Read(request, mistakes).Body!.ToQuestion(Now, mistakes)!;
        var answer = evaluation.AnswerBy(RuleBookDocument.Compile(PostRuleBook.Example)).Value;
        var written = JsonSerializer.SerializeToNode(answer, HttpResults.Json)!;
        Assert.False(mistakes.Any);

        // The example has a part of the trace.
        var example = JsonNode.Parse(method.GetCustomAttribute<ResponseExampleAttribute>()!.Text)!;
        Assert.True(IsPartOf(written, example), $"The answer is {written}.");
        example["commissions"]![0]!["amount"] = 2001;
        Assert.False(IsPartOf(written, example));
    }

    private static bool IsPartOf(JsonNode? whole, JsonNode? part) =>
        (whole, part) switch
        {
            (JsonObject all, JsonObject some) => some.All(member =>
                all.TryGetPropertyValue(member.Key, out var value) && IsPartOf(value, member.Value)
            ),
            (JsonArray all, JsonArray some) => all.Count == some.Count
                && all.Zip(some).All(pair => IsPartOf(pair.First, pair.Second)),
            _ => JsonNode.DeepEquals(whole, part),
        };

    private static Type TypeOf(DescribedMedia media) =>
        HttpFunction
            .All(App)
            .Single(function => function.Name == media.Function)
            .Method.GetCustomAttributes<ProducesResponseTypeAttribute>()
            .First(response => response.StatusCode == media.Status && response.Type != typeof(string))
            .Type!;

    /// <summary>The bodies and responses of all operations that have a schema.</summary>
    private static IEnumerable<DescribedMedia> Described(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        let id = operation.Value!["operationId"]!.GetValue<string>()
        from content in Contents(document, operation.Value!)
        from media in content.Media.AsObject()
        select new DescribedMedia(id, content.Status, media.Key, media.Value!);

    private static IEnumerable<(int Status, JsonNode Media)> Contents(JsonNode document, JsonNode operation)
    {
        if (operation["requestBody"]?["content"] is { } body)
        {
            yield return (0, body);
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            if (Followed(document, response!)["content"] is { } content)
            {
                yield return (int.Parse(status, CultureInfo.InvariantCulture), content);
            }
        }
    }

    private static IEnumerable<(DescribedMedia Media, JsonNode Value)> Examples(JsonNode document, DescribedMedia media)
    {
        var named = (media.Node["examples"]?.AsObject() ?? []).Select(example =>
            Followed(document, example.Value!)["value"]!
        );
        var all = media.Node["example"] is { } single ? named.Prepend(single) : named;
        return all.Select(example => (media, example));
    }

    private static JsonNode Followed(JsonNode document, JsonNode node) =>
        node["$ref"] is { } reference
            ? reference.GetValue<string>().Split('/').Skip(1).Aggregate(document, (found, step) => found[step]!)
            : node;

    /// <summary>One media type of a request body or of a response.</summary>
    /// <param name="Function">The operation.</param>
    /// <param name="Status">The status of the response; 0 for a request body.</param>
    /// <param name="Kind">The media type.</param>
    /// <param name="Node">What the document says.</param>
    private sealed record DescribedMedia(string Function, int Status, string Kind, JsonNode Node)
    {
        public string Place => $"{Function} {Status} {Kind}";

        public JsonNode Schema => Node["schema"]!;

        /// <summary>
        /// Whether the body or response has an example: in JSON, unless it reports a failure in its own form.
        /// </summary>
        public bool IsExpected => DocumentSchemas.IsJson(Kind) && (Status < 300 || Kind is "application/problem+json");
    }
}
