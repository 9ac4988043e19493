using System.Collections.Immutable;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// Counts what comes by the named links of a partner, by the links' codes. Rules do not look at these counts. Granted
/// amounts are not counted by link, because commissions carry their link themselves.
/// </summary>
internal static class LinkCounts
{
    private static readonly ImmutableSortedDictionary<string, Counts> None = ImmutableSortedDictionary.Create<
        string,
        Counts
    >(StringComparer.Ordinal);

    /// <summary>Returns the counts of clicks; null when there are none.</summary>
    public static ImmutableSortedDictionary<string, Counts>? OfClicks(IReadOnlyDictionary<string, int>? clicks) =>
        clicks is not { Count: > 0 }
            ? null
            : None.AddRange(
                clicks.Select(link => KeyValuePair.Create(link.Key, Counts.None with { Clicks = link.Value }))
            );

    /// <summary>Returns the counts of a conversion by a link; null without a link.</summary>
    public static ImmutableSortedDictionary<string, Counts>? OfConversion(string? link, Counts counted) =>
        link is null ? null : None.Add(link, counted with { Customers = 0, CommissionAmount = 0 });

    /// <summary>Returns the sum of counts; null when neither has any.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="more">The counts to add.</param>
    /// <param name="change">Changes each of the added counts, or null.</param>
    public static ImmutableSortedDictionary<string, Counts>? Sum(
        ImmutableSortedDictionary<string, Counts>? counts,
        ImmutableSortedDictionary<string, Counts>? more,
        Func<Counts, Counts>? change = null
    ) =>
        more is null
            ? counts
            : more.Aggregate(
                counts ?? None,
                (sum, link) =>
                    sum.SetItem(
                        link.Key,
                        sum.GetValueOrDefault(link.Key, Counts.None)
                            + (change is null ? link.Value : change(link.Value))
                    )
            );
}
