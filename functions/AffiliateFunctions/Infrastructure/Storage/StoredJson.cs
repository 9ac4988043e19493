using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>The JSON format of stored values and responses: snake_case, enums by name, nulls omitted.</summary>
public static class StoredJson
{
    /// <summary>The options, which are read-only.</summary>
    public static JsonSerializerOptions Options { get; } = NewOptions();

    /// <summary>Returns the name of an enum value in JSON.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    // Results.Json sets the resolver of options that are not yet read-only. If two responses are the first ones at the
    // same time, one of them can make the options read-only in between, and the other one fails.
    private static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
