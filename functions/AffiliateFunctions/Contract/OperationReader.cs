using System.Reflection;
using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace AffiliateFunctions.Contract;

/// <summary>Creates the operations of the document from the attributes of functions.</summary>
/// <param name="document">The document.</param>
/// <param name="schemas">The schemas of the types that functions read and write.</param>
internal sealed class OperationReader(OpenApiDocument document, SchemaCatalog schemas)
{
    private readonly ResponseReader responses = new(document, schemas);

    /// <summary>Returns the tag of a function.</summary>
    public static string TagOf(HttpFunction function) =>
        Metadata<ITagsMetadata>(function) is { Tags: [var tag] }
            ? tag
            : throw new InvalidOperationException($"Give {function.Name} or its class exactly one tag with [Tags].");

    /// <summary>Returns the path item of functions that share a path.</summary>
    public OpenApiPathItem PathOf(IReadOnlyList<HttpFunction> functions)
    {
        var path = new OpenApiPathItem();
        foreach (var function in functions)
        {
            foreach (var method in function.Trigger.Methods ?? [])
            {
                var operation = OperationOf(function, isHead: method == "head");
                path.AddOperation(HttpMethod.Parse(method.ToUpperInvariant()), operation);
            }
        }

        return path;
    }

    private OpenApiOperation OperationOf(HttpFunction function, bool isHead) =>
        new()
        {
            OperationId = isHead ? function.Name + "Head" : function.Name,
            Summary =
                Metadata<IEndpointSummaryMetadata>(function)?.Summary
                ?? throw new InvalidOperationException($"Describe {function.Name} with [EndpointSummary]."),
            Description = DescriptionOf(function),
            Tags = new HashSet<OpenApiTagReference> { new(TagOf(function), document) },
            Parameters =
            [
                .. function.RouteParameters.Select(name => RouteParameterOf(function, name)),
                .. function.QueryParameters.Select(QueryParameterOf),
                .. function.HeaderParameters.Select(HeaderParameterOf),
            ],
            RequestBody = BodyOf(function),
            Responses = responses.Of(function, isHead),
            Security = SecurityOf(function),
        };

    private static string? DescriptionOf(HttpFunction function)
    {
        var described = Metadata<IEndpointDescriptionMetadata>(function)?.Description;
        return (described, function.Method.GetCustomAttribute<SortedByAttribute>()?.Sentence) switch
        {
            ({ } text, { } order) => $"{text} {order}",
            var (text, order) => text ?? order,
        };
    }

    private OpenApiParameter RouteParameterOf(HttpFunction function, string name)
    {
        var told =
            function
                .Method.GetParameters()
                .FirstOrDefault(parameter => parameter.Name == name)
                ?.GetCustomAttribute<RouteValueAttribute>()
            ?? throw new InvalidOperationException($"Describe '{name}' of {function.Name} with [RouteValue].");
        var schema = schemas.OfResponse(told.Type);
        var description =
            told.Description
            ?? schemas.DescriptionOf(told.Type)
            ?? throw new InvalidOperationException($"Describe what '{name}' of {function.Name} means.");
        schema.Description = null;
        return new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Description = description,
            Schema = schema,
        };
    }

    private OpenApiParameter QueryParameterOf(QueryParameterAttribute parameter)
    {
        var schema = schemas.OfResponse(parameter.Type);
        if (schema is OpenApiSchema number)
        {
            number.Minimum = parameter.Minimum == int.MinValue ? null : $"{parameter.Minimum}";
            number.Maximum = parameter.Maximum == int.MaxValue ? null : $"{parameter.Maximum}";
        }

        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = schema,
        };
    }

    private static OpenApiParameter HeaderParameterOf(HeaderParameterAttribute header) =>
        new()
        {
            Name = header.Name,
            In = ParameterLocation.Header,
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private OpenApiRequestBody? BodyOf(HttpFunction function)
    {
        if (function.Method.GetCustomAttribute<ConsumesAttribute>() is not { } consumes)
        {
            return null;
        }

        var type =
            ((IAcceptsMetadata)consumes).RequestType
            ?? throw new InvalidOperationException($"Declare the type that {function.Name} reads with [Consumes].");
        var example = function.Method.GetCustomAttribute<RequestExampleAttribute>()?.Text;
        return new OpenApiRequestBody
        {
            Required = !((IAcceptsMetadata)consumes).IsOptional,
            Content = consumes
                .ContentTypes.Index()
                .ToDictionary(
                    content => content.Item,
                    content => (IOpenApiMediaType)MediaOf(type, content.Item, content.Index == 0 ? example : null)
                ),
        };
    }

    // A form has the same members as the JSON body. Other media types are plain text.
    private OpenApiMediaType MediaOf(Type type, string kind, string? example)
    {
        var isStructured = MediaTypes.IsJson(kind) || MediaTypes.IsForm(kind);
        return new OpenApiMediaType
        {
            Schema = isStructured ? schemas.OfRequest(type) : new OpenApiSchema { Type = JsonSchemaType.String },
            Example =
                example is null ? null
                : MediaTypes.IsJson(kind) ? JsonNode.Parse(example)
                : MediaTypes.IsForm(kind) ? FieldsOf(example)
                : JsonValue.Create(example),
        };
    }

    private static JsonObject FieldsOf(string form) =>
        new(
            QueryHelpers
                .ParseQuery(form)
                .Select(field => KeyValuePair.Create(field.Key, (JsonNode?)JsonValue.Create(field.Value.ToString())))
        );

    // An empty list means that no credentials are needed.
    private List<OpenApiSecurityRequirement> SecurityOf(HttpFunction function)
    {
        IEnumerable<string> schemes = function.NeedsKey
            ? [ApiDocument.KeyHeaderScheme, ApiDocument.KeyQueryScheme]
            : function.SignatureHeaders.Select(signature => signature.Scheme);
        return
        [
            .. schemes.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, document)] = [],
            }),
        ];
    }

    private static T? Metadata<T>(HttpFunction function)
        where T : class =>
        function
            .Method.GetCustomAttributes()
            .Concat(function.Method.DeclaringType!.GetCustomAttributes())
            .OfType<T>()
            .FirstOrDefault();
}
