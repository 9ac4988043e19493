using System.Collections.Immutable;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>The state of a partner before a conversion.</summary>
/// <param name="Id">The id of the partner.</param>
/// <param name="Counts">The counts in the windows around the conversion's time.</param>
/// <param name="CapUse">The amounts that the partner's caps have paid, in minor units, by cap and window.</param>
/// <param name="CustomerCapUse">The amounts that the caps of the conversion's customer have paid, in minor units, by
/// cap and window.</param>
/// <param name="Bonuses">The bonuses that are already paid, by bonus and window.</param>
public sealed record PartnerState(
    PartnerId Id,
    WindowCounts Counts,
    ImmutableSortedDictionary<string, long> CapUse,
    ImmutableSortedDictionary<string, long> CustomerCapUse,
    ImmutableSortedSet<string> Bonuses
);
