using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>How values are written in storage and in answers: snake_case, enums by name, nulls left out.</summary>
public static class StoredJson
{
    /// <summary>The options; never changed after start.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };

    /// <summary>The name of an enum's value as it is written.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
