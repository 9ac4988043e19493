using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Reads the figures of closed months from the stored tallies, and the commissions from the reviews of single months.
/// </summary>
internal sealed class MonthFiguresReader(MonthTallyStore tallies, ReviewStore reviews) : IMonthFigures
{
    /// <inheritdoc/>
    public Task<long?> FindRevenueAsync(ProgramSlug program, Period month, CancellationToken cancellationToken) =>
        tallies.FindRevenueAsync(program, month, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<PartnerId, PartnerMonthFigures>?> FindPartnersAsync(
        ProgramSlug program,
        Period month,
        CancellationToken cancellationToken
    )
    {
        if (await tallies.FindAsync(program, month, cancellationToken) is not { } tally)
        {
            return null;
        }

        var counted = tally.Events.Partners.ToDictionary(own => PartnerId.Parse(own.Key), own => own.Value);
        var review = await reviews.FindAsync(program, month, cancellationToken);
        var commissions = review is { Span.Length: 1 }
            ? review.Scorecards.ToDictionary(card => card.Partner, card => card.Commission)
            : null;
        return counted
            .Keys.Union(commissions?.Keys ?? Enumerable.Empty<PartnerId>())
            .ToDictionary(
                partner => partner,
                partner => Of(counted.GetValueOrDefault(partner) ?? PartnerTally.None, CommissionOf(partner))
            );

        long? CommissionOf(PartnerId partner) => commissions?.GetValueOrDefault(partner);
    }

    private static PartnerMonthFigures Of(PartnerTally own, long? commission) =>
        new(own.Clicks, own.Leads, own.Sales, own.Revenue, Math.Max(0, own.Refunds), commission, own.LastSaleAt);
}
