using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>Lists the deals of a partner.</summary>
internal sealed class PartnerDeals(DealStore deals) : IPartnerDeals
{
    public async Task<IReadOnlyList<PartnerDeal>> ListAsync(
        ProgramSlug program,
        PartnerId partner,
        int max,
        CancellationToken cancellationToken
    )
    {
        var own = await deals
            .ListAsync(program, after: null, cancellationToken)
            .Where(deal => deal.Partner == partner)
            .ToListAsync(cancellationToken);
        return
        [
            .. own.OrderByDescending(deal => deal.RegisteredAt)
                .Take(max)
                .Select(deal => new PartnerDeal(
                    deal.Id,
                    deal.Company,
                    deal.Domain,
                    deal.ExpectedAmount,
                    deal.RegisteredAt,
                    deal.ExpiresAt
                )),
        ];
    }
}
