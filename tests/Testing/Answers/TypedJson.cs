using System.Text.Json;

namespace Testing.Answers;

/// <summary>
/// Reads answers of the API as records. A member that is missing, null, of another type or there twice fails, unless
/// the record says that it may be missing.
/// </summary>
public static class TypedJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a whole body.</summary>
    /// <param name="json">The body.</param>
    public static T Parse<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)
                ?? throw new JsonException("The body of an answer is null.");
        }
        catch (JsonException fault)
        {
            throw new JsonException($"This answer is no {typeof(T).Name}: {json}", fault);
        }
    }

    /// <summary>Reads a part of a body.</summary>
    /// <param name="json">The part.</param>
    public static T As<T>(this JsonElement json) => Parse<T>(json.GetRawText());
}
