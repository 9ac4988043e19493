using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Review;

/// <summary>The results of one partner in the reviewed month. Amounts are in minor units.</summary>
/// <param name="Partner">The id of the partner.</param>
/// <param name="Clicks">The number of clicks.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="Revenue">The sum of the sales.</param>
/// <param name="Refunds">The number of refunds.</param>
/// <param name="Commission">The sum of commissions granted.</param>
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
    /// The recommendation of the rule book: <c>promote</c>, <c>coach</c>, <c>pause</c>, or null. A recommendation to
    /// pause takes precedence over all others.
    /// </summary>
    public string? Recommendation { get; init; }

    /// <summary>Why the rule book recommends it, in words; null without a recommendation.</summary>
    public string? Why { get; init; }

    /// <summary>The share of sales that were refunded; null without sales.</summary>
    public decimal? RefundRate => Sales > 0 ? Math.Round((decimal)Refunds / Sales, 4) : null;

    /// <summary>The scorecards of all partners with an event or a commission of the months, by partner.</summary>
    /// <param name="month">The facts.</param>
    /// <param name="rules">The rules by which partners are recommended, or null.</param>
    /// <param name="certifications">The certifications that partners have, or null for none.</param>
    public static IReadOnlyList<Scorecard> AllOf(
        MonthFacts month,
        ReviewRules? rules,
        IReadOnlyDictionary<PartnerId, IReadOnlyList<string>>? certifications = null
    )
    {
        var commissions = month
            .Commissions.GroupBy(line => line.Partner)
            .ToDictionary(own => own.Key, own => own.Sum(line => line.Kept));
        var none = new PartnerTally();
        return
        [
            .. month
                .Events.Partners.Keys.Union(commissions.Keys)
                .OrderBy(partner => partner.Value, StringComparer.Ordinal)
                .Select(partner =>
                    Of(
                            partner,
                            month.Events.Partners.GetValueOrDefault(partner) ?? none,
                            commissions.GetValueOrDefault(partner)
                        )
                        .Judged(rules, certifications?.GetValueOrDefault(partner))
                ),
        ];
    }

    /// <summary>Returns the scorecard with the recommendation of the rules.</summary>
    /// <param name="rules">The rules, or null.</param>
    /// <param name="certifications">The certifications that the partner has.</param>
    public Scorecard Judged(ReviewRules? rules, IReadOnlyList<string>? certifications = null)
    {
        var facts = ToFacts();
        foreach (var certification in certifications ?? [])
        {
            facts[Field.CertificationPrefix + certification] = true;
        }

        var (recommendation, condition) =
            rules?.PauseAt?.IsMet(facts) == true ? ("pause", rules.PauseAt)
            : rules?.PromoteAt?.IsMet(facts) == true ? ("promote", rules.PromoteAt)
            : rules?.CoachAt?.IsMet(facts) == true ? ("coach", rules.CoachAt)
            : (null, null);
        return this with
        {
            Recommendation = recommendation,
            Why = condition?.InWords(
                (field, requirement) => $"{NameOf(field)} {requirement}",
                (_, value) => value.ToString(CultureInfo.InvariantCulture)
            ),
        };
    }

    // scorecard.refund_rate is "refund rate".
    private static string NameOf(string field) =>
        field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('_', ' ');

    private static Scorecard Of(PartnerId partner, PartnerTally own, long commission) =>
        new(partner, own.Clicks, own.Leads, own.Sales, own.Revenue, own.Refunds, commission);

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
