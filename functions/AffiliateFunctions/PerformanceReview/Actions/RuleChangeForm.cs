namespace AffiliateFunctions.PerformanceReview.Actions;

/// <summary>
/// Reads from the form of a review what is to change in the rules: <c>rules</c> with ids, or <c>whole_book</c>, and
/// <c>change</c> with what to change in words. The reason of the decision says why.
/// </summary>
internal static class RuleChangeForm
{
    /// <summary>The separator of the ids in the field <c>rules</c>; an id never has it.</summary>
    public const char Separator = ',';

    private const int LongestChange = 1000;

    /// <summary>The change; null if the decision is another one, or something is to be corrected.</summary>
    /// <param name="fields">The fields of the form.</param>
    /// <param name="known">The ids of the rules in force; empty if no rule book is in force.</param>
    /// <param name="errors">Receives what is to be corrected.</param>
    public static ReviewRuleChange? Read(
        IReadOnlyDictionary<string, string> fields,
        IReadOnlyList<string> known,
        List<string> errors
    )
    {
        var ids = (ReviewFormReader.Field(fields, "rules") ?? string.Empty).Split(
            Separator,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        string[] rules = [.. ids.Distinct(StringComparer.Ordinal)];
        var isWhole = ReviewFormReader.Field(fields, "whole_book") is not null;
        var change = ReviewFormReader.Field(fields, "change");
        if (fields.GetValueOrDefault("decision") != "change")
        {
            if (rules.Length > 0 || isWhole || change is not null)
            {
                errors.Add(
                    "Rules: to change them, decide to change something; or choose no rules and leave the text empty."
                );
            }

            return null;
        }

        // Without a rule book in force there is nothing to choose from, and no draft can be opened.
        if (known.Count == 0)
        {
            return null;
        }

        var mistakes = MistakesOf(rules, isWhole, change, known).ToList();
        errors.AddRange(mistakes.Select(mistake => $"Rules: {mistake}"));
        return mistakes.Count == 0 ? new ReviewRuleChange(rules, change!) : null;
    }

    private static IEnumerable<string> MistakesOf(
        string[] rules,
        bool isWhole,
        string? change,
        IReadOnlyList<string> known
    )
    {
        foreach (var unknown in rules.Except(known, StringComparer.Ordinal))
        {
            yield return $"the rule book in force has no rule \"{unknown}\". It has {string.Join(", ", known)}.";
        }

        if (rules.Length == 0 && !isWhole)
        {
            yield return "choose the rules that are to change, or the whole rule book.";
        }

        if (rules.Length > 0 && isWhole)
        {
            yield return "choose either single rules or the whole rule book.";
        }

        if (change is null || change.Length > LongestChange)
        {
            yield return "say what is to change, in 1 to 1,000 characters.";
        }
    }
}
