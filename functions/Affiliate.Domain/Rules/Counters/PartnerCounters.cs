using System.Collections.Immutable;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The counters of a partner that tiers, caps, bonuses and conditions use. Counts are stored by month of the event's
/// time in UTC, and quarters, years and the lifetime are sums of months. A late event is therefore counted in its own
/// window. Refunds do not reduce counters, so a reached threshold stays reached.
/// </summary>
/// <param name="Months">The counts by month, such as <c>2026-11</c>.</param>
/// <param name="CapUse">The amounts that partner caps have paid so far, by cap and window.</param>
/// <param name="Bonuses">The bonuses that are already paid, by bonus and window.</param>
public sealed record PartnerCounters(
    ImmutableSortedDictionary<string, Counts> Months,
    ImmutableSortedDictionary<string, long> CapUse,
    ImmutableSortedSet<string> Bonuses
)
{
    /// <summary>Counters without any events.</summary>
    public static PartnerCounters Empty { get; } =
        new(
            ImmutableSortedDictionary.Create<string, Counts>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal),
            ImmutableSortedSet.Create<string>(StringComparer.Ordinal)
        );

    /// <summary>Returns the counters with more counts added to the month of the given time.</summary>
    public PartnerCounters Counting(DateTimeOffset at, Counts more)
    {
        var month = Period.Of(at, TimeZoneInfo.Utc).Value;
        return this with { Months = Months.SetItem(month, Months.GetValueOrDefault(month, Counts.None) + more) };
    }

    /// <summary>Returns the counters after a conversion.</summary>
    /// <param name="at">The time of the conversion.</param>
    /// <param name="counted">The counts that the conversion adds.</param>
    /// <param name="caps">The amounts that the conversion used of caps, in minor units, by cap and window.</param>
    /// <param name="bonuses">The bonuses paid with the conversion, by bonus and window.</param>
    public PartnerCounters After(
        DateTimeOffset at,
        Counts counted,
        IEnumerable<KeyValuePair<string, long>> caps,
        IEnumerable<string> bonuses
    )
    {
        var counters = caps.Aggregate(Counting(at, counted), (before, use) => before.Using(use.Key, use.Value));
        return counters with { Bonuses = counters.Bonuses.Union(bonuses) };
    }

    /// <summary>Returns the counters with an additional amount used of a cap.</summary>
    public PartnerCounters Using(string cap, long amount) =>
        this with
        {
            CapUse = CapUse.SetItem(cap, Amounts.Sum(CapUse.GetValueOrDefault(cap), amount)),
        };

    /// <summary>Returns the counts of the month, quarter and year of the given time, and of all time.</summary>
    public WindowCounts At(DateTimeOffset at)
    {
        var now = Period.Of(at, TimeZoneInfo.Utc);
        var (month, quarter, year, lifetime) = (Counts.None, Counts.None, Counts.None, Counts.None);
        foreach (var (name, counts) in Months)
        {
            var period = Period.Parse(name);
            lifetime += counts;
            year += period.Year == now.Year ? counts : Counts.None;
            quarter += period.Year == now.Year && (period.Month - 1) / 3 == (now.Month - 1) / 3 ? counts : Counts.None;
            month += period == now ? counts : Counts.None;
        }

        return new WindowCounts(lifetime, month, quarter, year);
    }
}
