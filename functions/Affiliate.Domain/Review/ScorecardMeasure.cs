namespace Affiliate.Domain.Review;

/// <summary>A measure of a partner's scorecard. A measure is defined here and nowhere else.</summary>
/// <param name="Name">The name, by which a condition uses it as <c>scorecard.NAME</c>.</param>
/// <param name="Title">The name in words.</param>
/// <param name="Unit">The unit of the value.</param>
/// <param name="Compute">The value of a scorecard, or null if there is none or it is not known.</param>
public sealed record ScorecardMeasure(string Name, string Title, ScorecardUnit Unit, Func<Scorecard, decimal?> Compute)
{
    /// <summary>The beginning of the names of fields.</summary>
    public const string Prefix = "scorecard.";

    /// <summary>The measures in the order in which they are shown.</summary>
    public static IReadOnlyList<ScorecardMeasure> All { get; } =
    [
        new("clicks", "Clicks", ScorecardUnit.Count, card => card.Clicks),
        new("leads", "Leads", ScorecardUnit.Count, card => card.Leads),
        new("qualified_leads", "Qualified leads", ScorecardUnit.Count, card => card.QualifiedLeads),
        new("qualified_rate", "Qualified rate", ScorecardUnit.Share, card => card.QualifiedRate),
        new("sales", "Sales", ScorecardUnit.Count, card => card.Sales),
        new("conversion_rate", "Conversion rate", ScorecardUnit.Share, card => card.ConversionRate),
        new("renewals", "Renewals", ScorecardUnit.Count, card => card.Renewals),
        new("net_revenue", "Net revenue", ScorecardUnit.Amount, card => card.Revenue),
        new("refunds", "Refunds", ScorecardUnit.Count, card => card.Refunds),
        new("refund_rate", "Refund rate", ScorecardUnit.Share, card => card.RefundRate),
        new("commission", "Commission", ScorecardUnit.Amount, card => card.HasCommission ? card.Commission : null),
        new("margin", "Margin after commission", ScorecardUnit.Share, card => card.Margin),
        new("epc", "Earnings per click", ScorecardUnit.AmountPerClick, card => card.Epc),
        new(
            "days_since_last_conversion",
            "Days since the last conversion",
            ScorecardUnit.Count,
            card => card.DaysSinceLastConversion
        ),
    ];

    /// <summary>The names of the fields that conditions of <c>review</c> can use.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [.. All.Select(measure => measure.Field).Append(Revenue).Order(StringComparer.Ordinal)];

    /// <summary>The field by which rule books have named the net revenue first.</summary>
    public const string Revenue = "scorecard.revenue";

    /// <summary>The field of conditions.</summary>
    public string Field => Prefix + Name;

    /// <summary>The measure of a field, or null.</summary>
    public static ScorecardMeasure? OfField(string field) =>
        All.FirstOrDefault(measure => measure.Field == (field == Revenue ? $"{Prefix}net_revenue" : field));

    /// <summary>The value of a scorecard, or null if there is none or it is not known.</summary>
    public decimal? ValueOf(Scorecard card) => Compute(card);
}

/// <summary>The units of scorecards.</summary>
public enum ScorecardUnit
{
    /// <summary>A number.</summary>
    Count,

    /// <summary>A share, where 1 is the whole.</summary>
    Share,

    /// <summary>An amount in minor units.</summary>
    Amount,

    /// <summary>An amount in minor units that is smaller than the smallest coin, with two further digits.</summary>
    AmountPerClick,
}
