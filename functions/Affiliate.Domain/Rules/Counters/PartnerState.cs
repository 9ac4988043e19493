using System.Collections.Immutable;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>What a partner has done before a conversion.</summary>
/// <param name="Id">The partner.</param>
/// <param name="Counts">The counts in the windows around the conversion's time.</param>
/// <param name="CapUse">What the partner's caps have paid, in minor units, by cap and window.</param>
/// <param name="CustomerCapUse">What the caps of the conversion's customer have paid, in minor units, by cap and
/// window.</param>
/// <param name="Bonuses">The bonuses that were paid, by bonus and window.</param>
public sealed record PartnerState(
    PartnerId Id,
    WindowCounts Counts,
    ImmutableSortedDictionary<string, long> CapUse,
    ImmutableSortedDictionary<string, long> CustomerCapUse,
    ImmutableSortedSet<string> Bonuses
);
