using System.Collections.Immutable;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>What an event added to a partner's counters, kept with its outcome, so that the counters can be computed again.</summary>
/// <param name="At">The time that it counts in.</param>
/// <param name="Counts">What was counted.</param>
public sealed record Counted(DateTimeOffset At, Counts Counts)
{
    /// <summary>What was used of the partner's caps, in minor units, by cap and window; null where there are none.</summary>
    public ImmutableSortedDictionary<string, long>? Caps { get; init; }

    /// <summary>The bonuses that were paid, by bonus and window; null where there are none.</summary>
    public IReadOnlyList<string>? Bonuses { get; init; }

    /// <summary>The counters with what the event added.</summary>
    public PartnerCounters On(PartnerCounters counters) => counters.After(At, Counts, Caps ?? Enumerable.Empty<KeyValuePair<string, long>>(), Bonuses ?? []);
}
