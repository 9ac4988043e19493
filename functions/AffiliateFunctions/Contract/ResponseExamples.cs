using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.OpenApi;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Adds examples to responses. An example that is the same for several functions becomes a component of the document.
/// </summary>
/// <param name="document">The document that receives the components.</param>
internal sealed class ResponseExamples(OpenApiDocument document)
{
    // The trace id of the W3C's example of a traceparent (https://www.w3.org/TR/trace-context/).
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>Adds the example of a success response in JSON.</summary>
    /// <param name="media">The response's JSON.</param>
    /// <param name="function">The function.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="type">The type of the response.</param>
    public void AddTo(OpenApiMediaType media, HttpFunction function, int status, Type type)
    {
        var own = TextOf(function.Method, status) is { } text ? JsonNode.Parse(text)! : null;
        var ofType = OfType(type);
        if (own is null && ofType is not null && !IsPage(type))
        {
            Refer(media, ComponentNames.Of(type, isRequest: false), () => ofType);
            return;
        }

        media.Example =
            (own, ofType) switch
            {
                (JsonObject members, JsonObject record) => With(record, members),
                _ => own ?? ofType,
            }
            ?? throw new InvalidOperationException(
                $"Give {function.Name} or {type} an example by [ResponseExample] for the status {status}."
            );
    }

    /// <summary>Adds the example of a problem.</summary>
    /// <param name="media">The response's problem.</param>
    /// <param name="status">The status of the response.</param>
    public void AddProblemTo(OpenApiMediaType media, int status) =>
        Refer(
            media,
            ProblemStatuses.NameOf(status),
            () =>
                JsonSerializer.SerializeToNode(
                    HttpResults.BodyOf(ProblemStatuses.ExampleOf(status), TraceId),
                    HttpResults.Json
                )!
        );

    private static string? TextOf(MemberInfo described, int status)
    {
        var examples = described.GetCustomAttributes<ResponseExampleAttribute>().ToLookup(example => example.Status);
        return (examples[status].SingleOrDefault() ?? examples[0].SingleOrDefault())?.Text;
    }

    // The example of a page is one record.
    private static JsonNode? OfType(Type type) =>
        IsPage(type)
            ? OfType(type.GetGenericArguments()[0]) is { } record
                ? new JsonObject { ["data"] = new JsonArray(record), ["next_cursor"] = null }
                : null
            : TextOf(type, status: 0) is { } text
                ? JsonNode.Parse(text)
                : null;

    private static JsonObject With(JsonObject record, JsonObject members)
    {
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                record.Remove(name);
            }
            else
            {
                record[name] = value.DeepClone();
            }
        }

        return record;
    }

    private static bool IsPage(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Page<>);

    private void Refer(OpenApiMediaType media, string name, Func<JsonNode> example)
    {
        if (!document.Components!.Examples!.ContainsKey(name))
        {
            document.AddComponent<IOpenApiExample>(name, new OpenApiExample { Value = example() });
        }

        media.Examples = new Dictionary<string, IOpenApiExample>
        {
            [name] = new OpenApiExampleReference(name, document),
        };
    }
}
