using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>Writes answers as texts, for conditions and for people.</summary>
internal static class AnswerText
{
    // No trailing zeros and no exponent.
    private const string Shortest = "0.############################";

    /// <summary>The texts of an answer, each of which a condition can name: one, or one for each choice.</summary>
    public static IReadOnlyList<string> Parts(JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.Array => [.. answer.EnumerateArray().SelectMany(Parts)],
            JsonValueKind.String => [answer.GetString()!],
            JsonValueKind.Number => [Of(answer.GetDecimal())],
            JsonValueKind.True => ["true"],
            JsonValueKind.False => ["false"],
            _ => [],
        };

    /// <summary>A number in its shortest form.</summary>
    public static string Of(decimal number) => number.ToString(Shortest, CultureInfo.InvariantCulture);

    /// <summary>The answer in words, such as <c>Yes</c>, or the name of a country.</summary>
    public static string InWords(JsonElement answer, QuestionType type) =>
        (type, answer.ValueKind) switch
        {
            (_, JsonValueKind.True) => "Yes",
            (_, JsonValueKind.False) => "No",
            (QuestionType.Country, JsonValueKind.String) => CountryNames.Of(answer.GetString()!),
            _ => string.Join(", ", Parts(answer)),
        };

    /// <summary>An answer of the given value.</summary>
    public static JsonElement JsonOf<T>(T value) => JsonSerializer.SerializeToElement(value, StoredJson.Options);
}
