using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Makes the scorecards of the partners from the facts of a month.</summary>
internal static class Scorecards
{
    /// <summary>The scorecards of all partners with an event or a commission, by partner.</summary>
    /// <param name="month">The facts.</param>
    /// <param name="rules">The rules by which partners are recommended, or null.</param>
    /// <param name="certifications">The certifications that partners have, or null for none.</param>
    public static IReadOnlyList<Scorecard> Of(
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
                    CardOf(
                            partner,
                            month.Events.Partners.GetValueOrDefault(partner) ?? none,
                            commissions.GetValueOrDefault(partner)
                        )
                        .Judged(rules, certifications?.GetValueOrDefault(partner))
                ),
        ];
    }

    private static Scorecard CardOf(PartnerId partner, PartnerTally own, long commission) =>
        new(partner, own.Clicks, own.Leads, own.Sales, own.Revenue, own.Refunds, commission);
}
