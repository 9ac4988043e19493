using System.Collections.Immutable;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>
/// Sums up what the events of one partner counted and what its commissions amount to, and compares the sums with the
/// counters.
/// </summary>
internal sealed class CounterReplay
{
    private readonly Dictionary<string, long> granted = new(StringComparer.Ordinal);
    private PartnerCounters counters = PartnerCounters.Empty;
    private ImmutableSortedDictionary<string, Counts>? links;

    /// <summary>Adds the counts of an event.</summary>
    public void Next(Counted counted) =>
        (counters, links) = (counted.On(counters), LinkCounts.Sum(links, counted.Links));

    /// <summary>
    /// Adds a granted commission. Reversals do not reduce its count. Adjustments by hand do not count for rules.
    /// </summary>
    public void Next(Commission commission)
    {
        if (commission.Corrects is null && commission.Adjustment is null)
        {
            var month = Period.Of(commission.OccurredAt, TimeZoneInfo.Utc).Value;
            granted[month] = granted.GetValueOrDefault(month) + commission.Amount;
        }
    }

    /// <summary>Returns the differences in the counts of named links, in words.</summary>
    public IEnumerable<string> CompareWith(ImmutableSortedDictionary<string, Counts>? kept) =>
        (kept?.Keys ?? [])
            .Union(links?.Keys ?? [], StringComparer.Ordinal)
            .Select(link =>
                (
                    Link: link,
                    Before: kept?.GetValueOrDefault(link) ?? Counts.None,
                    After: links?.GetValueOrDefault(link) ?? Counts.None
                )
            )
            .Where(pair => pair.Before != pair.After)
            .Select(pair =>
                $"the counts of the link {pair.Link} are {pair.Before}, but the events sum to {pair.After}."
            );

    /// <summary>Returns the differences, in words.</summary>
    public IEnumerable<string> CompareWith(PartnerCounters kept)
    {
        foreach (var month in kept.Months.Keys.Union(counters.Months.Keys, StringComparer.Ordinal))
        {
            var (before, after) = (
                kept.Months.GetValueOrDefault(month, Counts.None),
                counters.Months.GetValueOrDefault(month, Counts.None)
            );
            if (before != after)
            {
                yield return $"the counters of {month} are {before}, but the events sum to {after}.";
            }

            if (before.CommissionAmount != granted.GetValueOrDefault(month))
            {
                yield return $"the counters of {month} have {before.CommissionAmount} granted, but the commissions "
                    + $"sum to {granted.GetValueOrDefault(month)}.";
            }
        }

        foreach (
            var cap in kept
                .CapUse.Keys.Union(counters.CapUse.Keys, StringComparer.Ordinal)
                .Where(cap => kept.CapUse.GetValueOrDefault(cap) != counters.CapUse.GetValueOrDefault(cap))
        )
        {
            yield return $"of the cap {cap}, {kept.CapUse.GetValueOrDefault(cap)} is used, but the events sum to "
                + $"{counters.CapUse.GetValueOrDefault(cap)}.";
        }

        if (!kept.Bonuses.SetEquals(counters.Bonuses))
        {
            yield return $"the bonuses {string.Join(", ", kept.Bonuses)} are paid, but the events pay "
                + $"{string.Join(", ", counters.Bonuses)}.";
        }
    }
}
