namespace Affiliate.Domain.Rules;

/// <summary>
/// The rules that pay a customer once, stored as uses of the customer's caps. A payment is a use of 1, so it is claimed
/// and counted like a cap, over all partners and exactly once.
/// </summary>
internal static class OncePaid
{
    // No id of a cap has a slash, so no cap is named like this.
    private const string Prefix = "once/";

    /// <summary>The uses of the rules that pay now.</summary>
    public static IEnumerable<KeyValuePair<string, long>> UseOf(IEnumerable<string> rules) =>
        rules.Select(rule => KeyValuePair.Create(Prefix + rule, 1L));

    /// <summary>The rules that have paid, according to the uses.</summary>
    public static IReadOnlyList<string> RulesIn(IEnumerable<KeyValuePair<string, long>> used) =>
        [
            .. used.Where(use => use.Value > 0 && use.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(use => use.Key[Prefix.Length..]),
        ];
}
