using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleBooks.Text;

/// <summary>Describes the differences between two rule books in words.</summary>
internal static class RuleBookChanges
{
    /// <summary>One line for each statement that is new, dropped or changed.</summary>
    public static IReadOnlyList<string> Between(RuleBook before, RuleBook after)
    {
        var (old, now) = (ByName(before), ByName(after));
        return
        [
            .. RuleBookStatements
                .Of(after)
                .Where(ruleBookStatement => !old.ContainsKey((ruleBookStatement.Topic, ruleBookStatement.Name)))
                .Select(statement => $"New: {statement.Name}: {statement.Text}."),
            .. RuleBookStatements
                .Of(after)
                .Where(item => old.TryGetValue((item.Topic, item.Name), out var said) && said != item.Text)
                .Select(entry => $"{entry.Name}: {entry.Text}; before: {old[(entry.Topic, entry.Name)]}."),
            .. RuleBookStatements
                .Of(before)
                .Where(candidate => !now.ContainsKey((candidate.Topic, candidate.Name)))
                .Select(current => $"Dropped: {current.Name}; it was: {current.Text}."),
            .. before.Name == after.Name
                ? Array.Empty<string>()
                : [$"Its name is {after.Name}; before: {before.Name}."],
        ];
    }

    private static Dictionary<(string Topic, string Name), string> ByName(RuleBook book) =>
        RuleBookStatements
            .Of(book)
            .ToDictionary(
                ruleBookStatement => (ruleBookStatement.Topic, ruleBookStatement.Name),
                statement => statement.Text
            );
}
