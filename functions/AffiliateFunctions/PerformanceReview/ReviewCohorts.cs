using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Groups the partners of a review by the month of their approval.</summary>
public sealed class ReviewCohorts(ILedgerFigures ledger)
{
    /// <summary>The cohorts of the partners that were approved by the end of the reviewed months.</summary>
    /// <param name="measured">The measured months.</param>
    /// <param name="cards">The scorecards of the months.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<Cohort>> OfAsync(
        MeasuredMonths measured,
        IReadOnlyList<Scorecard> cards,
        CancellationToken cancellationToken
    )
    {
        var program = measured.Readings.Program;
        var begun = await ledger
            .BeginningsAsync(program.Slug, cancellationToken)
            .ToDictionaryAsync(beginning => beginning.Partner, cancellationToken: cancellationToken);
        return Cohort.AllOf(
            measured
                .Readings.Partners.Where(partner => partner.CreatedAt < measured.Facts.To)
                .Select(partner => new CohortPartner(
                    partner.Id,
                    Period.Of(partner.CreatedAt, program.Zone),
                    begun.GetValueOrDefault(partner.Id)?.HasClick == true,
                    begun.GetValueOrDefault(partner.Id)?.HasSale == true
                )),
            cards
        );
    }
}
