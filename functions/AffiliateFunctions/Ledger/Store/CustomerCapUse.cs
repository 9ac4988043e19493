using System.Collections.Immutable;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>What caps of a single customer have paid this partner so far.</summary>
/// <param name="Used">Minor units, by cap and window.</param>
internal sealed record CustomerCapUse(ImmutableSortedDictionary<string, long> Used)
{
    public static CustomerCapUse None { get; } = new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    public CustomerCapUse Using(string cap, long amount) => new(Used.SetItem(cap, checked(Used.GetValueOrDefault(cap) + amount)));
}
