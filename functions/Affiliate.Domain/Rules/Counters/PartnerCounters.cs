using System.Collections.Immutable;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>
/// What a partner has done so far, as tiers, caps, bonuses and conditions need it. Kept by month of the event's time in
/// UTC, of which quarters, years and the lifetime are sums, so that an event that comes late still counts in its own
/// window. Refunds do not count back: what was reached stays reached.
/// </summary>
/// <param name="Months">The counts by month, <c>2026-11</c>.</param>
/// <param name="CapUse">What partner caps have paid so far, by cap and window.</param>
/// <param name="Bonuses">The bonuses that were paid, by bonus and window.</param>
public sealed record PartnerCounters(
    ImmutableSortedDictionary<string, Counts> Months,
    ImmutableSortedDictionary<string, long> CapUse,
    ImmutableSortedSet<string> Bonuses
)
{
    /// <summary>Nothing has been done yet.</summary>
    public static PartnerCounters Empty { get; } =
        new(
            ImmutableSortedDictionary.Create<string, Counts>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal),
            ImmutableSortedSet.Create<string>(StringComparer.Ordinal)
        );

    /// <summary>The counters with more counted in the month of the given time.</summary>
    public PartnerCounters Counting(DateTimeOffset at, Counts more)
    {
        var month = Period.Of(at, TimeZoneInfo.Utc).Value;
        return this with { Months = Months.SetItem(month, Months.GetValueOrDefault(month, Counts.None) + more) };
    }

    /// <summary>The counters after a conversion.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="counted">What it adds to the counts.</param>
    /// <param name="caps">What it used of caps, in minor units, by cap and window.</param>
    /// <param name="bonuses">The bonuses that it paid, by bonus and window.</param>
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

    /// <summary>The counters with more of a cap used.</summary>
    public PartnerCounters Using(string cap, long amount) =>
        this with
        {
            CapUse = CapUse.SetItem(cap, Amounts.Sum(CapUse.GetValueOrDefault(cap), amount)),
        };

    /// <summary>The counts of the month, the quarter and the year of the given time, and of all time.</summary>
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
