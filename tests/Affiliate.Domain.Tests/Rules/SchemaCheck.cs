using System.Text.Json;
using System.Text.RegularExpressions;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>
/// Checks documents against a schema by the keywords that the schema of rule books uses (JSON Schema, draft 2020-12);
/// any other throws.
/// </summary>
internal sealed class SchemaCheck(JsonElement root)
{
    public bool Accepts(JsonElement document) => Accepts(root, document);

    private bool Accepts(JsonElement schema, JsonElement value) =>
        schema.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => schema.EnumerateObject().All(keyword => Meets(schema, keyword.Name, keyword.Value, value)),
        };

    private bool Meets(JsonElement schema, string keyword, JsonElement wanted, JsonElement value) =>
        keyword switch
        {
            "$schema" or "$id" or "$defs" or "title" or "description" or "default" or "then" or "else" => true,
            "$ref" => Accepts(root.GetProperty("$defs").GetProperty(wanted.GetString()!["#/$defs/".Length..]), value),
            "type" => wanted.ValueKind == JsonValueKind.Array
                ? wanted.EnumerateArray().Any(element => IsOf(element, value))
                : IsOf(wanted, value),
            "const" => JsonElement.DeepEquals(wanted, value),
            "enum" => wanted.EnumerateArray().Any(node => JsonElement.DeepEquals(node, value)),
            "oneOf" => wanted.EnumerateArray().Count(item => Accepts(item, value)) == 1,
            "anyOf" => wanted.EnumerateArray().Any(entry => Accepts(entry, value)),
            "allOf" => wanted.EnumerateArray().All(candidate => Accepts(candidate, value)),
            "if" => !schema.TryGetProperty(Accepts(wanted, value) ? "then" : "else", out var branch)
                || Accepts(branch, value),
            _ => value.ValueKind switch
            {
                JsonValueKind.Object => MeetsObject(schema, keyword, wanted, value),
                JsonValueKind.Array => MeetsArray(keyword, wanted, value),
                JsonValueKind.String => MeetsText(keyword, wanted, value.GetString()!),
                JsonValueKind.Number => MeetsNumber(keyword, wanted, value.GetDecimal()),
                _ => true,
            },
        };

    private bool MeetsObject(JsonElement schema, string keyword, JsonElement wanted, JsonElement value) =>
        keyword switch
        {
            "required" => wanted.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "properties" => wanted
                .EnumerateObject()
                .All(member => !value.TryGetProperty(member.Name, out var held) || Accepts(member.Value, held)),
            "additionalProperties" => value
                .EnumerateObject()
                .All(member =>
                    (schema.TryGetProperty("properties", out var named) && named.TryGetProperty(member.Name, out _))
                    || Accepts(wanted, member.Value)
                ),
            "propertyNames" => value
                .EnumerateObject()
                .All(member => Accepts(wanted, JsonSerializer.SerializeToElement(member.Name))),
            "maxProperties" => value.EnumerateObject().Count() <= wanted.GetInt32(),
            _ => IsOfOtherType(keyword),
        };

    private bool MeetsArray(string keyword, JsonElement wanted, JsonElement value) =>
        keyword switch
        {
            "items" => value.EnumerateArray().All(item => Accepts(wanted, item)),
            "minItems" => value.GetArrayLength() >= wanted.GetInt32(),
            "maxItems" => value.GetArrayLength() <= wanted.GetInt32(),
            "uniqueItems" => value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count()
                == value.GetArrayLength(),
            _ => IsOfOtherType(keyword),
        };

    private static bool MeetsText(string keyword, JsonElement wanted, string value) =>
        keyword switch
        {
            "pattern" => Regex.IsMatch(value, wanted.GetString()!, RegexOptions.ECMAScript),
            "minLength" => value.Length >= wanted.GetInt32(),
            "maxLength" => value.Length <= wanted.GetInt32(),
            _ => IsOfOtherType(keyword),
        };

    private static bool MeetsNumber(string keyword, JsonElement wanted, decimal value) =>
        keyword switch
        {
            "minimum" => value >= wanted.GetDecimal(),
            "maximum" => value <= wanted.GetDecimal(),
            _ => IsOfOtherType(keyword),
        };

    private static bool IsOfOtherType(string keyword) =>
        keyword
            is "required"
                or "properties"
                or "additionalProperties"
                or "propertyNames"
                or "maxProperties"
                or "items"
                or "minItems"
                or "maxItems"
                or "uniqueItems"
                or "pattern"
                or "minLength"
                or "maxLength"
                or "minimum"
                or "maximum"
            ? true
            : throw new NotSupportedException($"The keyword '{keyword}' is not known here.");

    private static bool IsOf(JsonElement type, JsonElement value) =>
        type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() % 1 == 0,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => throw new NotSupportedException($"The type {type} is not known here."),
        };
}
