using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Contract;

/// <summary>
/// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of the HTTP functions, made from the functions themselves: a route
/// that is there is in it, and no other.
/// </summary>
internal static partial class OpenApiDocument
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The document of the functions of an assembly.</summary>
    public static JsonObject Of(Assembly assembly)
    {
        var paths = new JsonObject();
        foreach (var (name, trigger) in Functions(assembly).OrderBy(function => function.Trigger.Route, StringComparer.Ordinal))
        {
            var path = $"/{trigger.Route}";
            var item = paths[path]?.AsObject() ?? [];
            foreach (var method in trigger.Methods ?? [])
            {
                item[method] = OperationOf(name, method, trigger);
            }

            paths[path] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "AffiliateFunctions", ["version"] = assembly.GetName().Version?.ToString(3) },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
                },
                ["schemas"] = new JsonObject { ["Problem"] = ProblemSchema() },
            },
        };
    }

    /// <summary>The HTTP functions of an assembly by name.</summary>
    internal static IEnumerable<(string Name, HttpTriggerAttribute Trigger)> Functions(Assembly assembly)
        => from type in assembly.GetTypes()
           from method in type.GetMethods(Methods)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from trigger in method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
           where trigger is not null
           select (function.Name, trigger);

    private static JsonObject OperationOf(string name, string method, HttpTriggerAttribute trigger)
    {
        var (summary, body) = OperationSummaries.All[name];
        var operation = new JsonObject
        {
            ["operationId"] = method == "head" ? $"{name}Head" : name,
            ["summary"] = summary,
            ["responses"] = new JsonObject
            {
                ["2XX"] = AnswerOf(name),
                ["default"] = new JsonObject
                {
                    ["description"] = "Why not: RFC 9457, with errors by JSON Pointer for invalid input.",
                    ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } } },
                },
            },
        };
        var parameters = new JsonArray([.. Parameters(trigger.Route!).Select(Parameter)]);
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        if (body is not null)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = BodyOf(name, body) };
        }

        if (trigger.AuthLevel == AuthorizationLevel.Function)
        {
            operation["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() });
        }

        return operation;
    }

    private static JsonObject BodyOf(string name, string kind)
    {
        var content = new JsonObject { [kind] = OperationTypes.All.GetValueOrDefault(name).Body is { } type ? new JsonObject { ["schema"] = Schemas.OfBody(type) } : new JsonObject() };
        if (OperationTypes.References.TryGetValue(name, out var schema))
        {
            content[kind] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = schema } };
        }

        foreach (var other in OperationTypes.OtherBodies.GetValueOrDefault(name, []))
        {
            content[other] = new JsonObject();
        }

        return content;
    }

    private static JsonObject AnswerOf(string name)
    {
        var answer = new JsonObject { ["description"] = "Done, or taken in." };
        if (OperationTypes.All.GetValueOrDefault(name).Answer is { } type)
        {
            answer["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Schemas.OfAnswer(type) } };
        }
        else if (OperationTypes.Answers.TryGetValue(name, out var kinds))
        {
            answer["content"] = new JsonObject(kinds.Select(kind => KeyValuePair.Create<string, JsonNode?>(kind, new JsonObject())));
        }

        return answer;
    }

    private static IEnumerable<string> Parameters(string route) => RouteParameter().Matches(route).Select(match => match.Groups["name"].Value);

    private static JsonObject Parameter(string name)
        => new() { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type", "title", "status", "detail", "trace_id"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string" },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = new JsonObject { ["type"] = "string" },
            ["trace_id"] = new JsonObject { ["type"] = "string" },
            ["errors"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            },
        },
    };

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex RouteParameter();
}
