using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>A partner as the API returns it. Bank details are never returned.</summary>
[ResponseExample(
    """
        {
          "id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "name": "Pat Partner",
          "email": "pat@partner.example.org",
          "company": "Partner Agency",
          "country": "US",
          "website": "https://partner.example.org",
          "status": "active",
          "group": "gold",
          "code": "agency",
          "link": "https://partners.example.com/r/agency",
          "coupons": ["AGENCY", "AGENCY10"],
          "tax": { "form": "w9", "status": "verified" },
          "payout": { "method": "ach", "summary": "Account ending 6789" },
          "terms": { "version": "1", "accepted_at": "2026-09-02T14:00:00+00:00" },
          "approved_by": "owner@example.com",
          "created_at": "2026-09-03T09:30:00+00:00",
          "self_billing": false,
          "notifications": {
            "statements": true,
            "commission_news": true,
            "coaching": false,
            "lead_reminders": true,
            "certification_reminders": true
          },
          "contacts": [{ "name": "Fin Partner", "email": "fin@partner.example.org", "role": "finance" }],
          "certifications": [{ "name": "cloud-expert", "valid_from": "2026-09-03", "valid_until": "2027-09-02" }]
        }
        """
)]
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
    PartnerPayoutAnswer Payout,
    PartnerTerms Terms,
    string ApprovedBy,
    DateTimeOffset CreatedAt,
    bool SelfBilling,
    PartnerClosing? Closing,
    string? Address,
    string? VatId,
    PartnerId? ReferredBy,
    IReadOnlyList<PartnerContractAnswer>? ContractTerms,
    IReadOnlyList<PartnerContact>? Contacts,
    IReadOnlyList<PartnerCertificationAnswer>? Certifications,
    PartnerNotifications Notifications
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
            new PartnerPayoutAnswer(partner.Payout.Method, partner.Payout.Summary, partner.Payout.HeldUntil),
            partner.Terms,
            partner.ApprovedBy,
            partner.CreatedAt,
            partner.SelfBilling is { IsAgreed: true },
            partner.Closing,
            partner.Address,
            partner.VatId,
            partner.ReferredBy,
            partner.Contracts is null
                ? null
                :
                [
                    .. partner.Contracts.Select(contract => new PartnerContractAnswer(
                        contract.Id,
                        contract.BeginsAt,
                        contract.EndsAt
                    )),
                ],
            partner.Contacts.Count > 0 ? partner.Contacts : null,
            PartnerCertificationAnswer.Of(partner),
            partner.Notifications ?? new PartnerNotifications()
        );
}

/// <summary>Approved contract terms of a partner; <c>GET …/contract-terms</c> returns them as a whole.</summary>
/// <param name="Id">The id.</param>
/// <param name="From">When the terms begin to apply.</param>
/// <param name="Until">When they cease to apply.</param>
internal sealed record PartnerContractAnswer(ContractId Id, DateTimeOffset From, DateTimeOffset Until);

/// <summary>A certification of a partner.</summary>
/// <param name="Name">The name.</param>
/// <param name="ValidFrom">The first day on which it is valid, in the program's time zone.</param>
/// <param name="ValidUntil">The last day on which it is valid, in the program's time zone.</param>
internal sealed record PartnerCertificationAnswer(string Name, DateOnly ValidFrom, DateOnly ValidUntil)
{
    /// <summary>The certifications that were not removed; null for none.</summary>
    public static IReadOnlyList<PartnerCertificationAnswer>? Of(Partner partner) =>
        partner
            .Certifications.Where(certification => certification.RemovedAt is null)
            .OrderBy(certification => certification.Name, StringComparer.Ordinal)
            .Select(own => new PartnerCertificationAnswer(own.Name, own.ValidFrom, own.ValidUntil))
            .ToList()
            is { Count: > 0 } standing
            ? standing
            : null;
}

/// <summary>The payout method of a partner, without the details.</summary>
/// <param name="Method">
/// <c>ach</c>, <c>sepa</c>, <c>paypal</c> or <c>wise</c>; null when the partner has given none.
/// </param>
/// <param name="Summary">A hint that discloses no bank details, such as <c>IBAN ending 3000</c>.</param>
/// <param name="HeldUntil">Until when no payout is made because the details were changed; null without a
/// change.</param>
internal sealed record PartnerPayoutAnswer(string? Method, string? Summary, DateTimeOffset? HeldUntil);
