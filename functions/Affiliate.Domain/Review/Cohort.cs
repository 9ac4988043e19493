using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Review;

/// <summary>The partners that were approved in one month, and their results in the reviewed months.</summary>
/// <param name="Month">The month of their approval.</param>
/// <param name="Approved">How many partners there are.</param>
/// <param name="WithClick">How many ever had a click.</param>
/// <param name="WithSale">How many ever had a sale.</param>
/// <param name="Active">How many had a click, a lead or a sale in the reviewed months.</param>
/// <param name="Revenue">Their net revenue in the reviewed months, in minor units.</param>
/// <param name="Commission">Their commissions in the reviewed months, in minor units.</param>
public sealed record Cohort(
    Period Month,
    int Approved,
    int WithClick,
    int WithSale,
    int Active,
    long Revenue,
    long Commission
)
{
    /// <summary>
    /// The cohorts, the worst first: those with the smallest share of active partners; of equal ones the larger first.
    /// </summary>
    /// <param name="partners">The partners with the months of their approval and what they have ever had.</param>
    /// <param name="cards">The scorecards of the reviewed months.</param>
    public static IReadOnlyList<Cohort> AllOf(IEnumerable<CohortPartner> partners, IReadOnlyList<Scorecard> cards)
    {
        var byPartner = cards.ToDictionary(card => card.Partner);
        return
        [
            .. partners
                .GroupBy(partner => partner.Month)
                .Select(month => Of(month.Key, [.. month], byPartner))
                .OrderBy(cohort => (decimal)cohort.Active / cohort.Approved)
                .ThenByDescending(cohort => cohort.Approved)
                .ThenByDescending(cohort => cohort.Month),
        ];
    }

    private static Cohort Of(
        Period month,
        IReadOnlyList<CohortPartner> partners,
        Dictionary<PartnerId, Scorecard> byPartner
    )
    {
        var cards = partners.Select(partner => byPartner.GetValueOrDefault(partner.Id)).OfType<Scorecard>().ToList();
        return new Cohort(
            month,
            partners.Count,
            partners.Count(partner => partner.HasClick || byPartner.GetValueOrDefault(partner.Id)?.Clicks > 0),
            partners.Count(partner => partner.HasSale || byPartner.GetValueOrDefault(partner.Id)?.Sales > 0),
            cards.Count(card => card.Clicks + card.Leads + card.Sales > 0),
            cards.Sum(card => card.Revenue),
            cards.Sum(card => card.Commission)
        );
    }
}

/// <summary>A partner of a cohort.</summary>
/// <param name="Id">The partner.</param>
/// <param name="Month">The month of the approval.</param>
/// <param name="HasClick">Whether the partner ever had a click.</param>
/// <param name="HasSale">Whether the partner ever had a sale.</param>
public sealed record CohortPartner(PartnerId Id, Period Month, bool HasClick, bool HasSale);
