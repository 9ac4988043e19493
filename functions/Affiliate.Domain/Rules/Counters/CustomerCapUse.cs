using System.Collections.Immutable;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>The amounts used of the caps of one customer, over all credited partners.</summary>
/// <param name="Used">The amounts in minor units, by cap and window.</param>
public sealed record CustomerCapUse(ImmutableSortedDictionary<string, long> Used)
{
    /// <summary>No cap has been used.</summary>
    public static CustomerCapUse None { get; } =
        new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>Creates a cap use from the given amounts.</summary>
    public static CustomerCapUse Of(IEnumerable<KeyValuePair<string, long>> used) => new(None.Used.AddRange(used));

    /// <summary>Returns the sum of both uses.</summary>
    public CustomerCapUse Plus(CustomerCapUse other) => Combined(other, Amounts.Sum);

    /// <summary>Returns this use minus the other.</summary>
    public CustomerCapUse Minus(CustomerCapUse other) => Combined(other, (own, others) => own - others);

    /// <summary>Returns the greater of both uses for each cap.</summary>
    public CustomerCapUse AtLeast(CustomerCapUse other) => Combined(other, Math.Max);

    /// <summary>Whether both uses are the same. A missing cap equals an unused cap.</summary>
    public bool IsSameAs(CustomerCapUse other) => Minus(other).Used.Values.All(difference => difference == 0);

    private CustomerCapUse Combined(CustomerCapUse other, Func<long, long, long> combine) =>
        new(
            other.Used.Aggregate(
                Used,
                (sum, pair) => sum.SetItem(pair.Key, combine(Used.GetValueOrDefault(pair.Key), pair.Value))
            )
        );
}
