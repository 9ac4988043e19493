using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>A partner as the API returns it. Bank details are never returned.</summary>
internal sealed record PartnerAnswer(
    PartnerId Id,
    string Name,
    string Email,
    string Company,
    string Country,
    string? Website,
    PartnerStatus Status,
    string Group,
    string Code,
    string Link,
    IReadOnlyList<string> Coupons,
    PartnerTax Tax,
    PartnerPayout Payout,
    PartnerTerms Terms,
    string ApprovedBy,
    DateTimeOffset CreatedAt
)
{
    public static PartnerAnswer Of(Partner partner, SiteOptions site) =>
        new(
            partner.Id,
            partner.Name,
            partner.Email,
            partner.Company,
            partner.Country,
            partner.Website,
            partner.Status,
            partner.Group,
            partner.Code,
            site.Address($"/r/{partner.Code}"),
            partner.Coupons,
            partner.Tax,
            partner.Payout,
            partner.Terms,
            partner.ApprovedBy,
            partner.CreatedAt
        );
}
