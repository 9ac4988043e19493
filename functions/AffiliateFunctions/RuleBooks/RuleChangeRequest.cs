using Affiliate.Domain.Identity;

namespace AffiliateFunctions.RuleBooks;

/// <summary>What a review decided to change in the rule book. The draft that was opened for it carries the request.</summary>
/// <param name="Review">The reviewed month.</param>
/// <param name="Action">The id of the action of the review.</param>
/// <param name="RequestedBy">The person who decided it.</param>
/// <param name="RequestedAt">When it was decided.</param>
/// <param name="Rules">The ids of the rules to change; empty for the whole rule book.</param>
/// <param name="Change">What to change, in words.</param>
/// <param name="Reason">Why, in words; null if none was given.</param>
/// <param name="Metric">The measure that the change is meant to move, or null.</param>
public sealed record RuleChangeRequest(
    Period Review,
    string Action,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    IReadOnlyList<string> Rules,
    string Change,
    string? Reason,
    string? Metric
)
{
    /// <summary>Whether the whole rule book is to be changed, not only single rules.</summary>
    public bool WholeBook => Rules.Count == 0;

    /// <summary>The request in words.</summary>
    public string InWords() => $"Review of {Review}, {RequestedBy}: change {ScopeOf(Rules)}. {Change}";

    /// <summary>The rules or the whole rule book, in words.</summary>
    public static string ScopeOf(IReadOnlyList<string> rules) =>
        rules.Count switch
        {
            0 => "the whole rule book",
            1 => $"the rule {rules[0]}",
            _ => $"the rules {string.Join(", ", rules)}",
        };
}
