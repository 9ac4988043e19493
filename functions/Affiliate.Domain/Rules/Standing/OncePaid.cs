namespace Affiliate.Domain.Rules;

/// <summary>
/// The rules that pay a customer once, among what was used of the customer's caps: having paid is a use of 1, so it is
/// claimed and counted as caps are, over all partners and exactly once.
/// </summary>
internal static class OncePaid
{
    // No id of a cap has a slash, so no cap is named like this.
    private const string Prefix = "once/";

    /// <summary>What rules use that pay now.</summary>
    public static IEnumerable<KeyValuePair<string, long>> UseOf(IEnumerable<string> rules)
        => rules.Select(rule => KeyValuePair.Create(Prefix + rule, 1L));

    /// <summary>The rules that have paid, in what was used.</summary>
    public static IReadOnlyList<string> RulesIn(IEnumerable<KeyValuePair<string, long>> used)
        => [.. used.Where(use => use.Value > 0 && use.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(use => use.Key[Prefix.Length..])];
}
