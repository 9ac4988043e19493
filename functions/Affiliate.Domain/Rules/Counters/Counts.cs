using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>The metrics of one partner in one period.</summary>
/// <param name="Clicks">The number of clicks.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="Customers">The number of customers with a first sale above 0.</param>
/// <param name="SaleAmount">The sum of sales, in minor units of the program's currency.</param>
/// <param name="CommissionAmount">The sum of commissions granted, in minor units.</param>
public sealed record Counts(long Clicks, long Leads, long Sales, long Customers, long SaleAmount, long CommissionAmount)
{
    /// <summary>Counts that are all zero.</summary>
    public static Counts None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Returns the sum of both counts.</summary>
    public static Counts operator +(Counts left, Counts right) =>
        new(
            Amounts.Sum(left.Clicks, right.Clicks),
            Amounts.Sum(left.Leads, right.Leads),
            Amounts.Sum(left.Sales, right.Sales),
            Amounts.Sum(left.Customers, right.Customers),
            Amounts.Sum(left.SaleAmount, right.SaleAmount),
            Amounts.Sum(left.CommissionAmount, right.CommissionAmount)
        );
}

/// <summary>The counts in the windows around a time, in UTC.</summary>
/// <param name="Lifetime">The counts over all time.</param>
/// <param name="Month">The counts of the month.</param>
/// <param name="Quarter">The counts of the quarter.</param>
/// <param name="Year">The counts of the year.</param>
public sealed record WindowCounts(Counts Lifetime, Counts Month, Counts Quarter, Counts Year);
