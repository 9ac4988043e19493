using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>What was counted of one partner in some time.</summary>
/// <param name="Clicks">Clicks.</param>
/// <param name="Leads">Leads.</param>
/// <param name="Sales">Sales.</param>
/// <param name="Customers">Customers with their first sale.</param>
/// <param name="SaleAmount">Sales, in minor units of the program's currency.</param>
/// <param name="CommissionAmount">Commissions granted, in minor units.</param>
public sealed record Counts(long Clicks, long Leads, long Sales, long Customers, long SaleAmount, long CommissionAmount)
{
    /// <summary>Nothing.</summary>
    public static Counts None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
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

/// <summary>The counts in the windows around one time, in UTC.</summary>
/// <param name="Lifetime">Of all time.</param>
/// <param name="Month">Of its month.</param>
/// <param name="Quarter">Of its quarter.</param>
/// <param name="Year">Of its year.</param>
public sealed record WindowCounts(Counts Lifetime, Counts Month, Counts Quarter, Counts Year);
