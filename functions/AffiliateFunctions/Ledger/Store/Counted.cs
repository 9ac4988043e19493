using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// What an event added to a partner's counters. It is stored with the outcome, so that the counters can be recomputed.
/// </summary>
/// <param name="At">The time in which the event counts.</param>
/// <param name="Counts">The counts.</param>
public sealed record Counted(DateTimeOffset At, Counts Counts)
{
    /// <summary>The usage of the partner's caps, in minor units, by cap and window; null when there are none.</summary>
    public ImmutableSortedDictionary<string, long>? Caps { get; init; }

    /// <summary>The bonuses that were paid, by bonus and window; null when there are none.</summary>
    public IReadOnlyList<string>? Bonuses { get; init; }

    /// <summary>The counts of the partner's named links, by code; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, Counts>? Links { get; init; }

    /// <summary>Returns the counters with what the event added.</summary>
    public PartnerCounters On(PartnerCounters counters) =>
        counters.After(At, Counts, Caps ?? Enumerable.Empty<KeyValuePair<string, long>>(), Bonuses ?? []);

    /// <summary>Returns the counters without what the event added; bonuses that were reached are kept.</summary>
    public PartnerCounters Off(PartnerCounters counters) => new Counted(At, Counts.None).Minus(this).On(counters);

    /// <summary>Returns the difference between these counts and others.</summary>
    public Counted Minus(Counted other) =>
        new(At, Counts + Negative(other.Counts))
        {
            Caps = (other.Caps ?? None).Aggregate(
                Caps ?? None,
                (sum, cap) => sum.SetItem(cap.Key, sum.GetValueOrDefault(cap.Key) - cap.Value)
            ),
            Links = LinkCounts.Sum(Links, other.Links, Negative),
        };

    /// <summary>Whether nothing is counted.</summary>
    [JsonIgnore]
    public bool IsEmpty =>
        Counts == Counts.None
        && (Caps ?? None).Values.All(used => used == 0)
        && Bonuses is null or []
        && Links?.Values.All(counts => counts == Counts.None) != false;

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

/// <summary>The outcome of an event and what it counted.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Counted">What the event counted, or null.</param>
/// <param name="Batch">The number of the ledger's change that stored the outcome.</param>
public sealed record CountedOutcome(StoredOutcome Outcome, Counted? Counted, long Batch);
