namespace Affiliate.Domain.Rules;

/// <summary>A rule that matches, with its amounts in minor units.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Its place among the rules of its kind of event.</param>
/// <param name="Base">What it was applied to.</param>
/// <param name="Rounded">What it would pay.</param>
internal readonly record struct Candidate(CommissionRule Rule, int Place, long Base, long Rounded)
{
    /// <summary>What it pays after the caps.</summary>
    public long Amount { get; init; } = Rounded;

    /// <summary>The places of the lines that it pays for; null where it pays for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }
}

/// <summary>A bonus that is paid with a conversion.</summary>
/// <param name="Bonus">The bonus.</param>
/// <param name="Key">The name under which it is paid once.</param>
internal readonly record struct ReachedBonus(Bonus Bonus, string Key);
