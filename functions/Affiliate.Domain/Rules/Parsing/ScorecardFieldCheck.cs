using System.Text.Json;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>Finds fields of scorecards that do not exist in the conditions of <c>review</c>.</summary>
internal static class ScorecardFieldCheck
{
    /// <summary>Adds an error for each field that does not exist.</summary>
    /// <param name="document">The document.</param>
    /// <param name="errors">The errors.</param>
    public static void Check(JsonElement document, List<RuleError> errors)
    {
        if (document.ValueKind == JsonValueKind.Object && document.TryGetProperty("review", out var review))
        {
            Check(review, "/review", errors);
        }
    }

    // Only a member named "field" has the name of a field; the parser has reported everything that is no condition.
    private static void Check(JsonElement element, string pointer, List<RuleError> errors)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                Check(item, $"{pointer}/{index}", errors);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                CheckMember(member, $"{pointer}/{member.Name}", errors);
            }
        }
    }

    private static void CheckMember(JsonProperty member, string pointer, List<RuleError> errors)
    {
        if (member is not { Name: "field", Value.ValueKind: JsonValueKind.String })
        {
            Check(member.Value, pointer, errors);
            return;
        }

        var name = member.Value.GetString()!;
        if (
            name.StartsWith(ScorecardMeasure.Prefix, StringComparison.Ordinal)
            && !ScorecardMeasure.Fields.Contains(name)
            && errors.All(error => error.Pointer != pointer)
        )
        {
            errors.Add(
                new RuleError(
                    pointer,
                    $"There is no field '{name}'. The fields are {string.Join(", ", ScorecardMeasure.Fields)}."
                )
            );
        }
    }
}
