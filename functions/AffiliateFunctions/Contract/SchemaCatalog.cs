using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.OpenApi;

namespace AffiliateFunctions.Contract;

/// <summary>
/// The JSON Schemas of the types that functions read and write. The schemas use the serializer's own contracts: names,
/// required members and nullable members are the same as in the serializer. Each record becomes a component of the
/// document.
/// </summary>
/// <param name="document">The document that receives the components.</param>
/// <param name="descriptions">The descriptions of types and members.</param>
internal sealed class SchemaCatalog(OpenApiDocument document, XmlDescriptions descriptions)
{
    private static readonly JsonSerializerOptions Requests = Described(RequestBody.Json);
    private static readonly JsonSerializerOptions Responses = HttpResults.Json;

    private readonly Dictionary<(Type Type, bool IsRequest), string> names = [];

    /// <summary>Returns the schema of a request body. It is strict, as bodies are read strictly.</summary>
    public IOpenApiSchema OfRequest(Type type) => Of(type, isRequest: true);

    /// <summary>Returns the schema of a response. Later versions of a response can have further members.</summary>
    public IOpenApiSchema OfResponse(Type type) => Of(type, isRequest: false);

    /// <summary>Returns the description of a type; null if there is none.</summary>
    public string? DescriptionOf(Type type) => descriptions.Of(type) ?? (IsTextValue(type) ? FormOf(type) : null);

    private IOpenApiSchema Of(Type nullable, bool isRequest)
    {
        var type = Nullable.GetUnderlyingType(nullable) ?? nullable;
        return type == typeof(RuleBook)
            ? new OpenApiSchemaReference(RuleBookComponents.Name, document)
            : ScalarOf(type) ?? Structured((isRequest ? Requests : Responses).GetTypeInfo(type), isRequest);
    }

    private static OpenApiSchema? ScalarOf(Type type)
    {
        if (type.IsEnum)
        {
            return new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetNames(type).Select(NameOf)] };
        }

        return IsTextValue(type)
            ? new OpenApiSchema { Type = JsonSchemaType.String, Description = FormOf(type) }
            : ScalarSchemas.Find(type);
    }

    private IOpenApiSchema Structured(JsonTypeInfo json, bool isRequest) =>
        json.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = Of(json.ElementType!, isRequest),
            },
            JsonTypeInfoKind.Dictionary => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Of(json.ElementType!, isRequest),
            },
            JsonTypeInfoKind.Object => Component(json, isRequest),
            _ => throw new InvalidOperationException(
                $"The schema of {json.Type} is not known; add [SchemaOf] to its converter."
            ),
        };

    private OpenApiSchemaReference Component(JsonTypeInfo json, bool isRequest)
    {
        if (!names.TryGetValue((json.Type, isRequest), out var name))
        {
            name = ComponentNames.Of(json.Type, isRequest);
            if (name == RuleBookComponents.Name || names.ContainsValue(name))
            {
                throw new InvalidOperationException(
                    $"Two types of the contract are called {name}; the second is {json.Type}."
                );
            }

            names.Add((json.Type, isRequest), name);
            document.AddComponent<IOpenApiSchema>(name, ObjectOf(json, isRequest));
        }

        return new OpenApiSchemaReference(name, document);
    }

    private OpenApiSchema ObjectOf(JsonTypeInfo json, bool isRequest)
    {
        var unmapped = json.UnmappedMemberHandling ?? json.Options.UnmappedMemberHandling;
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = descriptions.Of(json.Type),
            Properties = new Dictionary<string, IOpenApiSchema>(),
            Required = new SortedSet<string>(StringComparer.Ordinal),
            AdditionalPropertiesAllowed = !isRequest || unmapped != JsonUnmappedMemberHandling.Disallow,
        };
        foreach (var member in json.Properties.Where(member => !member.IsExtensionData && IsUsed(member, isRequest)))
        {
            // Requests can contain null in any nullable member. Responses contain null only in members that are always
            // written.
            var isNullable = IsNullable(member.PropertyType, isRequest ? member.IsSetNullable : member.IsGetNullable);
            var isAlwaysWritten = AttributeOf<JsonIgnoreAttribute>(member)?.Condition == JsonIgnoreCondition.Never;
            if (isRequest ? IsRequired(member) : isAlwaysWritten || !isNullable)
            {
                schema.Required.Add(member.Name);
            }

            schema.Properties[member.Name] = MemberOf(member, isNullable && (isRequest || isAlwaysWritten), isRequest);
        }

        return schema;
    }

    private IOpenApiSchema MemberOf(JsonPropertyInfo member, bool mayBeNull, bool isRequest)
    {
        var types = TypesOf(member, isRequest);
        var schema =
            types.Count == 1
                ? Of(types[0], isRequest)
                : new OpenApiSchema { AnyOf = [.. types.Select(type => Of(type, isRequest))] };
        if (member.AttributeProvider is PropertyInfo property && descriptions.Of(property) is { } description)
        {
            schema.Description = description;
        }

        if (
            isRequest
            && schema is OpenApiSchema own
            && member.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value }
        )
        {
            own.Default = JsonSerializer.SerializeToNode(value, member.PropertyType, Requests);
        }

        return mayBeNull ? SchemaNulls.With(schema) : schema;
    }

    private static IReadOnlyList<Type> TypesOf(JsonPropertyInfo member, bool isRequest)
    {
        var converter = AttributeOf<JsonConverterAttribute>(member)?.ConverterType;
        var told = AttributeOf<SchemaOfAttribute>(member) ?? converter?.GetCustomAttribute<SchemaOfAttribute>();
        return told?.Types
            ?? (
                isRequest && converter == typeof(ResponsiblePersonConverter)
                    ? [member.PropertyType, typeof(string)]
                    : [member.PropertyType]
            );
    }

    private static bool IsUsed(JsonPropertyInfo member, bool isRequest) =>
        isRequest ? member.Set is not null || member.AssociatedParameter is not null : member.Get is not null;

    private static bool IsRequired(JsonPropertyInfo member) =>
        member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool IsNullable(Type type, bool isNullableReference) =>
        type.IsValueType ? Nullable.GetUnderlyingType(type) is not null : isNullableReference;

    private static T? AttributeOf<T>(JsonPropertyInfo member)
        where T : Attribute =>
        member.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: false).OfType<T>().FirstOrDefault();

    private static bool IsTextValue(Type type) =>
        type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ITextValue<>));

    // A form reads like "an ISO 4217 currency code, such as USD".
    private static string FormOf(Type type) =>
        type.GetProperty("Form", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is string form
            ? $"{char.ToUpperInvariant(form[0])}{form[1..]}."
            : throw new InvalidOperationException($"{type} has no Form.");

    private static JsonNode NameOf(string value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value);

    private static JsonSerializerOptions Described(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
