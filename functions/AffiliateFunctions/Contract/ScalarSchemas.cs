using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace AffiliateFunctions.Contract;

/// <summary>The schemas of scalar types, which have no members in JSON.</summary>
internal static class ScalarSchemas
{
    /// <summary>Returns the schema of a type, or null if the type is an object or a list.</summary>
    public static OpenApiSchema? Find(Type type) =>
        type switch
        {
            _ when type == typeof(string) => Of(JsonSchemaType.String),
            _ when type == typeof(bool) => Of(JsonSchemaType.Boolean),
            _ when type == typeof(int) => Of(JsonSchemaType.Integer, "int32"),
            _ when type == typeof(long) => Of(JsonSchemaType.Integer, "int64"),
            _ when type == typeof(decimal) || type == typeof(double) => Of(JsonSchemaType.Number),
            _ when type == typeof(DateTimeOffset) => Of(JsonSchemaType.String, "date-time"),
            _ when type == typeof(DateOnly) => Of(JsonSchemaType.String, "date"),
            _ when type == typeof(Uri) => Of(JsonSchemaType.String, "uri"),
            _ when type == typeof(JsonObject) => Of(JsonSchemaType.Object),
            _ when type == typeof(JsonElement) || type == typeof(object) => new OpenApiSchema(),
            _ => null,
        };

    private static OpenApiSchema Of(JsonSchemaType type, string? format = null) =>
        new() { Type = type, Format = format };
}

/// <summary>Makes schemas nullable.</summary>
internal static class SchemaNulls
{
    /// <summary>Returns the schema with null as a further value.</summary>
    public static IOpenApiSchema With(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Type: { } type } own)
        {
            own.Type = type | JsonSchemaType.Null;
            own.Enum?.Add(JsonNullSentinel.JsonNull);
            return own;
        }

        // A schema without a type already allows every value. A referenced schema becomes an alternative to null.
        return schema is OpenApiSchema { AnyOf: null }
            ? schema
            : new OpenApiSchema
            {
                Description = schema.Description,
                AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }],
            };
    }
}
