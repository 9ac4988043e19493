using System.Collections.Immutable;

namespace Affiliate.Domain.Rules;

/// <summary>What caps of a single customer have paid this partner so far.</summary>
/// <param name="Used">Minor units, by cap and window.</param>
public sealed record CustomerCapUse(ImmutableSortedDictionary<string, long> Used)
{
    /// <summary>Nothing was used yet.</summary>
    public static CustomerCapUse None { get; } = new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>The use with more of a cap used.</summary>
    public CustomerCapUse Using(string cap, long amount) => new(Used.SetItem(cap, checked(Used.GetValueOrDefault(cap) + amount)));
}
