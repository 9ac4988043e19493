namespace Affiliate.Domain.Rules;

/// <summary>
/// The rules that pay once per customer, stored as uses of the customer's caps. Each payment is a use of 1. It is
/// therefore claimed and counted like a cap, over all partners and exactly once.
/// </summary>
internal static class OncePaid
{
    // Cap ids contain no slash, so this prefix cannot collide with a cap.
    private const string Prefix = "once/";

    /// <summary>Returns the cap uses for rules that pay now.</summary>
    public static IEnumerable<KeyValuePair<string, long>> UseOf(IEnumerable<string> rules) =>
        rules.Select(rule => KeyValuePair.Create(Prefix + rule, 1L));

    /// <summary>Returns the rules that have already paid, according to the cap uses.</summary>
    public static IReadOnlyList<string> RulesIn(IEnumerable<KeyValuePair<string, long>> used) =>
        [
            .. used.Where(use => use.Value > 0 && use.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(use => use.Key[Prefix.Length..]),
        ];
}
