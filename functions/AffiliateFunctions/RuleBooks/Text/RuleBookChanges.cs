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
                .Where(statement => !old.ContainsKey((statement.Topic, statement.Name)))
                .Select(statement => $"New: {statement.Name}: {statement.Text}."),
            .. RuleBookStatements
                .Of(after)
                .Where(statement =>
                    old.TryGetValue((statement.Topic, statement.Name), out var said) && said != statement.Text
                )
                .Select(statement =>
                    $"{statement.Name}: {statement.Text}; before: {old[(statement.Topic, statement.Name)]}."
                ),
            .. RuleBookStatements
                .Of(before)
                .Where(statement => !now.ContainsKey((statement.Topic, statement.Name)))
                .Select(statement => $"Removed: {statement.Name}; before: {statement.Text}."),
            .. before.Name == after.Name
                ? Array.Empty<string>()
                : [$"The name is {after.Name}; before: {before.Name}."],
        ];
    }

    private static Dictionary<(string Topic, string Name), string> ByName(RuleBook book) =>
        RuleBookStatements
            .Of(book)
            .ToDictionary(statement => (statement.Topic, statement.Name), statement => statement.Text);
}
