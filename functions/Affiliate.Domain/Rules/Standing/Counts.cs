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
    /// <exception cref="OverflowException">A sum does not fit into 64 bits.</exception>
    public static Counts operator +(Counts left, Counts right) => checked(new(
        left.Clicks + right.Clicks,
        left.Leads + right.Leads,
        left.Sales + right.Sales,
        left.Customers + right.Customers,
        left.SaleAmount + right.SaleAmount,
        left.CommissionAmount + right.CommissionAmount));
}

/// <summary>The counts in the windows around one time, in UTC.</summary>
/// <param name="Lifetime">Of all time.</param>
/// <param name="Month">Of its month.</param>
/// <param name="Quarter">Of its quarter.</param>
/// <param name="Year">Of its year.</param>
public sealed record WindowCounts(Counts Lifetime, Counts Month, Counts Quarter, Counts Year);
