using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// What an event added to a partner's counters, kept with its outcome, so that the counters can be computed again.
/// </summary>
/// <param name="At">The time that it counts in.</param>
/// <param name="Counts">What was counted.</param>
public sealed record Counted(DateTimeOffset At, Counts Counts)
{
    /// <summary>
    /// What was used of the partner's caps, in minor units, by cap and window; null where there are none.
    /// </summary>
    public ImmutableSortedDictionary<string, long>? Caps { get; init; }

    /// <summary>The bonuses that were paid, by bonus and window; null where there are none.</summary>
    public IReadOnlyList<string>? Bonuses { get; init; }

    /// <summary>The counters with what the event added.</summary>
    public PartnerCounters On(PartnerCounters counters) =>
        counters.After(At, Counts, Caps ?? Enumerable.Empty<KeyValuePair<string, long>>(), Bonuses ?? []);

    /// <summary>The counters without what the event added; bonuses that were reached stay reached.</summary>
    public PartnerCounters Off(PartnerCounters counters) => new Counted(At, Counts.None).Minus(this).On(counters);

    /// <summary>What this counts beyond another.</summary>
    public Counted Minus(Counted other) =>
        new(At, Counts + Negative(other.Counts))
        {
            Caps = (other.Caps ?? None).Aggregate(
                Caps ?? None,
                (sum, cap) => sum.SetItem(cap.Key, sum.GetValueOrDefault(cap.Key) - cap.Value)
            ),
        };

    /// <summary>Whether nothing is counted.</summary>
    [JsonIgnore]
    public bool IsEmpty =>
        Counts == Counts.None && (Caps ?? None).Values.All(used => used == 0) && Bonuses is null or [];

    private static readonly ImmutableSortedDictionary<string, long> None = ImmutableSortedDictionary.Create<
        string,
        long
    >(StringComparer.Ordinal);

    private static Counts Negative(Counts counts) =>
        new(
            -counts.Clicks,
            -counts.Leads,
            -counts.Sales,
            -counts.Customers,
            -counts.SaleAmount,
            -counts.CommissionAmount
        );
}

/// <summary>What an event did, with what it counted.</summary>
/// <param name="Outcome">What it did.</param>
/// <param name="Counted">What it counted, or null.</param>
/// <param name="Batch">Which of the ledger's changes it was stored with.</param>
public sealed record CountedOutcome(StoredOutcome Outcome, Counted? Counted, long Batch);
