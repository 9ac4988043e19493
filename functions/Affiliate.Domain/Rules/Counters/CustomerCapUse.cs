using System.Collections.Immutable;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>What was used of the caps of a single customer, whichever partner was credited.</summary>
/// <param name="Used">Minor units, by cap and window.</param>
public sealed record CustomerCapUse(ImmutableSortedDictionary<string, long> Used)
{
    /// <summary>Nothing was used yet.</summary>
    public static CustomerCapUse None { get; } =
        new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>The given use.</summary>
    public static CustomerCapUse Of(IEnumerable<KeyValuePair<string, long>> used) => new(None.Used.AddRange(used));

    /// <summary>Both together.</summary>
    public CustomerCapUse Plus(CustomerCapUse other) => Combined(other, Amounts.Sum);

    /// <summary>This use without the other.</summary>
    public CustomerCapUse Minus(CustomerCapUse other) => Combined(other, (own, others) => own - others);

    /// <summary>Of each cap the greater of both.</summary>
    public CustomerCapUse AtLeast(CustomerCapUse other) => Combined(other, Math.Max);

    /// <summary>Whether both are the same; what is not used at all does not count.</summary>
    public bool IsSameAs(CustomerCapUse other) => Minus(other).Used.Values.All(difference => difference == 0);

    private CustomerCapUse Combined(CustomerCapUse other, Func<long, long, long> combine) =>
        new(
            other.Used.Aggregate(
                Used,
                (sum, pair) => sum.SetItem(pair.Key, combine(Used.GetValueOrDefault(pair.Key), pair.Value))
            )
        );
}
