using Affiliate.Domain.Rules;
using AffiliateFunctions.RuleBooks.Text;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Describes rule books in words, for the pages of other features.</summary>
public static class RuleBookText
{
    /// <summary>The whole rule book, topic by topic.</summary>
    public static IReadOnlyList<RuleBookTopic> TopicsOf(RuleBook book) =>
        [
            .. RuleBookStatements
                .Of(book)
                .GroupBy(statement => statement.Topic)
                .Select(topic => new RuleBookTopic(
                    topic.Key,
                    [.. topic.Select(statement => $"{statement.Name}: {statement.Text}.")]
                )),
        ];

    /// <summary>One line for each statement that is new, changed or removed; one line if there is none.</summary>
    /// <param name="before">The rule book to compare with.</param>
    /// <param name="after">The described rule book.</param>
    public static IReadOnlyList<string> ChangesBetween(RuleBook before, RuleBook after) =>
        RuleBookChanges.Between(before, after) is { Count: > 0 } changes
            ? changes
            : ["Nothing that affects conversions or payouts."];
}

/// <summary>The statements of a rule book about one topic.</summary>
/// <param name="Title">The topic, such as <c>What pays</c>.</param>
/// <param name="Lines">The statements, one line each.</param>
public sealed record RuleBookTopic(string Title, IReadOnlyList<string> Lines);
