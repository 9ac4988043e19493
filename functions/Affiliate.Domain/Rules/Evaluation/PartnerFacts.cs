using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>A partner as the rules see it, in the state before the event.</summary>
public sealed record PartnerFacts
{
    /// <summary>The id of the partner.</summary>
    public required PartnerId Id { get; init; }

    /// <summary>The partner's group.</summary>
    public string Group { get; init; } = "default";

    /// <summary>The partner's country, ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>
    /// The partner's e-mail address, for the self-referral check. The check is skipped when it is null.
    /// </summary>
    public string? Email { get; init; }

    /// <summary>The partner who recruited this one, or null.</summary>
    public PartnerId? ReferredBy { get; init; }

    /// <summary>
    /// The contract terms of the partner that are in force at the time of the event, or null. The trace shows the pay
    /// that they replace.
    /// </summary>
    [JsonIgnore]
    public ContractTerms? Terms { get; init; }

    /// <summary>The certifications that the partner has at the time of the event; null for none.</summary>
    public IReadOnlyList<string>? Certifications { get; init; }

    /// <summary>The partner's statistics before the event.</summary>
    public PartnerStats Stats { get; init; } = new();
}

/// <summary>The statistics of a partner before the event, in the windows around the event's time.</summary>
public sealed record PartnerStats
{
    /// <summary>The number of clicks.</summary>
    public MetricCounts Clicks { get; init; }

    /// <summary>The number of leads.</summary>
    public MetricCounts Leads { get; init; }

    /// <summary>The number of sales.</summary>
    public MetricCounts Sales { get; init; }

    /// <summary>The number of customers with a first sale above 0.</summary>
    public MetricCounts Customers { get; init; }

    /// <summary>The sum of sales, tax and fee included, in minor units of the rule book's currency.</summary>
    public MetricCounts SaleAmount { get; init; }

    /// <summary>The sum of commissions granted, in minor units of the rule book's currency.</summary>
    public MetricCounts CommissionAmount { get; init; }

    /// <summary>Returns the counts of a metric by its name in rules, such as <c>partner.sale_amount</c>.</summary>
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

/// <summary>The value of a metric in each window.</summary>
/// <param name="Lifetime">The value over all time.</param>
/// <param name="Month">The value in the calendar month.</param>
/// <param name="Quarter">The value in the calendar quarter.</param>
/// <param name="Year">The value in the calendar year.</param>
public readonly record struct MetricCounts(long Lifetime, long Month, long Quarter, long Year)
{
    /// <summary>Returns the value in a window.</summary>
    public long In(Window window) =>
        window switch
        {
            Window.Month => Month,
            Window.Quarter => Quarter,
            Window.Year => Year,
            _ => Lifetime,
        };
}
