using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>The JSON format of stored values and responses: snake_case, enums by name, nulls omitted.</summary>
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

    /// <summary>Returns the name of an enum value in JSON.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
