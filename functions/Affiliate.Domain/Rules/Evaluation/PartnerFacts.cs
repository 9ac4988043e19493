using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>A partner as the rules see it, before the event.</summary>
public sealed record PartnerFacts
{
    /// <summary>The partner.</summary>
    public required PartnerId Id { get; init; }

    /// <summary>The group.</summary>
    public string Group { get; init; } = "default";

    /// <summary>The country, ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>The e-mail address, for the check of self-referral; not checked where it is null.</summary>
    public string? Email { get; init; }

    /// <summary>What the partner has done so far.</summary>
    public PartnerStats Stats { get; init; } = new();
}

/// <summary>What a partner has done so far, in the windows around the event's time.</summary>
public sealed record PartnerStats
{
    /// <summary>Clicks.</summary>
    public MetricCounts Clicks { get; init; }

    /// <summary>Leads.</summary>
    public MetricCounts Leads { get; init; }

    /// <summary>Sales.</summary>
    public MetricCounts Sales { get; init; }

    /// <summary>Customers with their first sale.</summary>
    public MetricCounts Customers { get; init; }

    /// <summary>Sales, tax and fee included, in minor units of the rule book's currency.</summary>
    public MetricCounts SaleAmount { get; init; }

    /// <summary>Commissions granted, in minor units of the rule book's currency.</summary>
    public MetricCounts CommissionAmount { get; init; }

    /// <summary>The counts of a metric by its name in rules, such as <c>partner.sale_amount</c>.</summary>
    public MetricCounts Of(string metric) =>
        metric switch
        {
            "partner.clicks" => Clicks,
            "partner.leads" => Leads,
            "partner.sales" => Sales,
            "partner.customers" => Customers,
            "partner.sale_amount" => SaleAmount,
            "partner.commission_amount" => CommissionAmount,
            _ => throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric)),
        };
}

/// <summary>A metric in its windows.</summary>
/// <param name="Lifetime">Of all time.</param>
/// <param name="Month">Of the calendar month.</param>
/// <param name="Quarter">Of the calendar quarter.</param>
/// <param name="Year">Of the calendar year.</param>
public readonly record struct MetricCounts(long Lifetime, long Month, long Quarter, long Year)
{
    /// <summary>The count of a window.</summary>
    public long In(Window window) =>
        window switch
        {
            Window.Month => Month,
            Window.Quarter => Quarter,
            Window.Year => Year,
            _ => Lifetime,
        };
}
