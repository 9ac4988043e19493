using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleBooks.Text;

/// <summary>What one rule book says otherwise than another, in words.</summary>
internal static class RuleBookChanges
{
    /// <summary>One line for each thing that is new, dropped or said otherwise.</summary>
    public static IReadOnlyList<string> Between(RuleBook before, RuleBook after)
    {
        var (old, now) = (ByName(before), ByName(after));
        return
        [
            .. RuleBookStatements.Of(after).Where(one => !old.ContainsKey((one.Topic, one.Name))).Select(one => $"New: {one.Name}: {one.Text}."),
            .. RuleBookStatements.Of(after).Where(one => old.TryGetValue((one.Topic, one.Name), out var said) && said != one.Text)
                .Select(one => $"{one.Name}: {one.Text}; before: {old[(one.Topic, one.Name)]}."),
            .. RuleBookStatements.Of(before).Where(one => !now.ContainsKey((one.Topic, one.Name))).Select(one => $"Dropped: {one.Name}; it was: {one.Text}."),
            .. before.Name == after.Name ? Array.Empty<string>() : [$"Its name is {after.Name}; before: {before.Name}."],
        ];
    }

    private static Dictionary<(string Topic, string Name), string> ByName(RuleBook book)
        => RuleBookStatements.Of(book).ToDictionary(one => (one.Topic, one.Name), one => one.Text);
}
