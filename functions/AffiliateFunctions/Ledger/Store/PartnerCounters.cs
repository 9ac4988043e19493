using System.Collections.Immutable;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// What a partner has done so far, as tiers, caps, bonuses and conditions need it. Kept by month of the event's time in UTC, of
/// which quarters, years and the lifetime are sums, so that an event that comes late still counts in its own window. Refunds do not
/// count back: what was reached stays reached.
/// </summary>
/// <param name="Months">The counts by month, <c>2026-11</c>.</param>
/// <param name="CapUse">What partner caps have paid so far, by cap and window.</param>
/// <param name="Bonuses">The bonuses that were paid, by bonus and window.</param>
internal sealed record PartnerCounters(
    ImmutableSortedDictionary<string, MonthCounts> Months, ImmutableSortedDictionary<string, long> CapUse, ImmutableSortedSet<string> Bonuses)
{
    public static PartnerCounters Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, MonthCounts>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>The counters with more counted in the month of the given time.</summary>
    public PartnerCounters Counting(DateTimeOffset at, MonthCounts more)
    {
        var month = Period.Of(at, TimeZoneInfo.Utc).Value;
        return this with { Months = Months.SetItem(month, Months.GetValueOrDefault(month, MonthCounts.None) + more) };
    }

    /// <summary>The counters with more of a cap used.</summary>
    public PartnerCounters Using(string cap, long amount) => this with { CapUse = CapUse.SetItem(cap, checked(CapUse.GetValueOrDefault(cap) + amount)) };

    /// <summary>The counts of the month, the quarter and the year of the given time, and of all time.</summary>
    public WindowCounts At(DateTimeOffset at)
    {
        var now = Period.Of(at, TimeZoneInfo.Utc);
        var (month, quarter, year, lifetime) = (MonthCounts.None, MonthCounts.None, MonthCounts.None, MonthCounts.None);
        foreach (var (name, counts) in Months)
        {
            var period = Period.Parse(name);
            lifetime += counts;
            year += period.Year == now.Year ? counts : MonthCounts.None;
            quarter += period.Year == now.Year && (period.Month - 1) / 3 == (now.Month - 1) / 3 ? counts : MonthCounts.None;
            month += period == now ? counts : MonthCounts.None;
        }

        return new WindowCounts(lifetime, month, quarter, year);
    }
}

/// <summary>What was counted, of one partner in one month.</summary>
/// <param name="Clicks">Clicks.</param>
/// <param name="Leads">Leads.</param>
/// <param name="Sales">Sales.</param>
/// <param name="Customers">Customers with their first sale.</param>
/// <param name="SaleAmount">Sales, in minor units of the program's currency.</param>
/// <param name="CommissionAmount">Commissions granted, in minor units.</param>
internal sealed record MonthCounts(long Clicks, long Leads, long Sales, long Customers, long SaleAmount, long CommissionAmount)
{
    public static MonthCounts None { get; } = new(0, 0, 0, 0, 0, 0);

    public static MonthCounts operator +(MonthCounts left, MonthCounts right) => checked(new(
        left.Clicks + right.Clicks,
        left.Leads + right.Leads,
        left.Sales + right.Sales,
        left.Customers + right.Customers,
        left.SaleAmount + right.SaleAmount,
        left.CommissionAmount + right.CommissionAmount));
}

/// <summary>The counts in the windows around one time.</summary>
internal sealed record WindowCounts(MonthCounts Lifetime, MonthCounts Month, MonthCounts Quarter, MonthCounts Year);
