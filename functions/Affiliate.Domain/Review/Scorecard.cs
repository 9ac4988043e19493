using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Review;

/// <summary>What one partner did in the reviewed month. Amounts are minor units.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Clicks">Clicks.</param>
/// <param name="Leads">Leads.</param>
/// <param name="Sales">Sales.</param>
/// <param name="Revenue">What they came to.</param>
/// <param name="Refunds">Refunds.</param>
/// <param name="Commission">What was granted.</param>
public sealed record Scorecard(
    PartnerId Partner,
    int Clicks,
    int Leads,
    int Sales,
    long Revenue,
    int Refunds,
    long Commission
)
{
    /// <summary>
    /// What the rule book recommends: <c>promote</c>, <c>coach</c>, <c>pause</c>, or nothing. To pause goes before all
    /// others.
    /// </summary>
    public string? Recommendation { get; init; }

    /// <summary>The share of sales that were refunded.</summary>
    public decimal? RefundRate => Sales > 0 ? Math.Round((decimal)Refunds / Sales, 4) : null;

    /// <summary>The scorecard with what the rules recommend.</summary>
    public Scorecard Judged(ReviewRules? rules)
    {
        var facts = ToFacts();
        return this with
        {
            Recommendation =
                rules?.PauseAt?.IsMet(facts) == true ? "pause"
                : rules?.PromoteAt?.IsMet(facts) == true ? "promote"
                : rules?.CoachAt?.IsMet(facts) == true ? "coach"
                : null,
        };
    }

    private FieldFacts ToFacts() =>
        new()
        {
            ["scorecard.clicks"] = (decimal)Clicks,
            ["scorecard.leads"] = (decimal)Leads,
            ["scorecard.sales"] = (decimal)Sales,
            ["scorecard.revenue"] = (decimal)Revenue,
            ["scorecard.refunds"] = (decimal)Refunds,
            ["scorecard.refund_rate"] = RefundRate,
            ["scorecard.commission"] = (decimal)Commission,
            ["scorecard.conversion_rate"] = Clicks > 0 ? Math.Round((decimal)Sales / Clicks, 4) : (decimal?)null,
        };
}
