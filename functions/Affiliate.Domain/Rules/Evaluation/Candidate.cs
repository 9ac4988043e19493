namespace Affiliate.Domain.Rules;

/// <summary>A rule that matches a conversion, with the amounts it would pay, in minor units.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">The index of the rule among the rules for the same kind of event.</param>
/// <param name="Base">The amount the rule is applied to.</param>
/// <param name="Rounded">The amount the rule pays before caps.</param>
internal readonly record struct Candidate(CommissionRule Rule, int Place, long Base, long Rounded)
{
    /// <summary>The amount the rule pays after caps.</summary>
    public long Amount { get; init; } = Rounded;

    /// <summary>
    /// The indexes of the sale lines that the rule pays for; null when the rule pays for the whole conversion.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }
}

/// <summary>A bonus that is paid together with a conversion.</summary>
/// <param name="Bonus">The bonus.</param>
/// <param name="Key">The key under which the bonus is paid only once.</param>
internal readonly record struct ReachedBonus(Bonus Bonus, string Key);
