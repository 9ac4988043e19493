using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.ProgramRules.Evaluating;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Contract;

/// <summary>The JSON Schemas (draft 2020-12) of what functions take and answer, made from the types that are read and written.</summary>
internal static class Schemas
{
    /// <summary>Where the schema of rule books is.</summary>
    public const string RuleBook = "/api/schemas/" + RuleBookSchema.FileName;

    private static readonly JsonSchemaExporterOptions Options = new() { TransformSchemaNode = Transform, TreatNullObliviousAsNonNullable = true };

    /// <summary>The schema of a body: strict, as bodies are read.</summary>
    public static JsonNode OfBody(Type type) => Of(type, RequestBody.Json);

    /// <summary>The schema of an answer, which may get further members.</summary>
    public static JsonNode OfAnswer(Type type) => Of(type, Answer.Json);

    private static JsonNode Of(Type type, JsonSerializerOptions json)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        return json.GetJsonSchemaAsNode(type, Options);
    }

    // What converters write is told here, as it cannot be seen in the types.
    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ITextValue<>)))
        {
            return new JsonObject { ["type"] = "string" };
        }

        var member = context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: false).OfType<JsonConverterAttribute>().FirstOrDefault()?.ConverterType;
        return member == typeof(SentTimeConverter) ? new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" }
            : member == typeof(DecimalTextConverter) ? new JsonObject { ["type"] = new JsonArray("string", "number", "null") }
            : type == typeof(EvaluationBody) ? WithRuleBook(node)
            : node;
    }

    // The member may be anything to its type, and a schema of anything that has a default is not offered for change by itself.
    private static JsonNode WithRuleBook(JsonNode evaluation)
    {
        evaluation["properties"]!["rules"] = new JsonObject { ["$ref"] = RuleBook };
        return evaluation;
    }
}
