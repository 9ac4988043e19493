using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Events;

/// <summary>
/// Reads times as the rules do: RFC 3339, or a date alone, which means midnight in UTC. A time without an offset is
/// rejected, because it would be a different instant on another machine.
/// </summary>
[SchemaOf(typeof(DateTimeOffset), typeof(DateOnly))]
internal sealed class SentTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? Instants.Read(reader.GetString()!) : null)
        ?? throw new JsonException("Give an RFC 3339 time with its offset, such as 2026-11-05T10:00:00Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>Reads a decimal number as text, from a string or from a JSON number.</summary>
[SchemaOf(typeof(string), typeof(decimal))]
internal sealed class DecimalTextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => TextOf(Encoding.UTF8.GetString(reader.ValueSpan)),
            _ => throw new JsonException("Give a decimal number in a string, such as \"1.0875\"."),
        };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    // The decimal text of 1.5e-3 is 0.0015. A number that cannot be converted stays as it is, so that validation
    // rejects it with its name.
    private static string TextOf(string number) =>
        number.AsSpan().ContainsAny('e', 'E')
        && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value.ToString(CultureInfo.InvariantCulture)
            : number;
}
