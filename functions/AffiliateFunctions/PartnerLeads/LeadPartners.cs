using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>Chooses the partner that is asked next about a lead.</summary>
public sealed class LeadPartners(IPartners partners, LeadStore leads)
{
    // A lead that so many partners did not take is a matter for a person.
    private const int MaxOffers = 25;

    /// <summary>
    /// The next partner, or null if none is left: the partner that the owner has chosen; else the next active one of
    /// the given order; else among the active partners of the groups and the customer's country the one with the fewest
    /// open leads, and of these the one with the lowest id. No partner is asked twice. Once the owner has left the domain
    /// with its holder, nobody but the holder is asked.
    /// </summary>
    public async Task<Partner?> NextAsync(PartnerLead lead, CancellationToken cancellationToken)
    {
        if (lead.Offers.Count >= MaxOffers)
        {
            return null;
        }

        var asked = lead.Offers.Select(offer => offer.Partner).ToHashSet();
        foreach (var id in Named(lead).Where(id => !asked.Contains(id)))
        {
            if (await partners.FindAsync(lead.Program, id, cancellationToken) is { Status: PartnerStatus.Active } named)
            {
                return named;
            }
        }

        return lead.Partners.Count > 0 || IsLeftToHolder(lead)
            ? null
            : await FewestLeadsAsync(lead, asked, cancellationToken);
    }

    private static IEnumerable<PartnerId> Named(PartnerLead lead) =>
        IsLeftToHolder(lead) ? new[] { lead.Next }.OfType<PartnerId>() : lead.Partners;

    private static bool IsLeftToHolder(PartnerLead lead) => lead.Offers.Any(offer => offer.End == OfferEnd.DomainHeld);

    private async Task<Partner?> FewestLeadsAsync(
        PartnerLead lead,
        HashSet<PartnerId> asked,
        CancellationToken cancellationToken
    )
    {
        var open = await leads.OpenByPartnerAsync(lead.Program, cancellationToken);
        return await partners
            .ListAsync(lead.Program, cancellationToken)
            .Where(partner => !asked.Contains(partner.Id) && IsEligible(partner, lead))
            .OrderBy(partner => open.GetValueOrDefault(partner.Id))
            .ThenBy(partner => partner.Id.Value, StringComparer.Ordinal)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private static bool IsEligible(Partner partner, PartnerLead lead) =>
        partner.Status == PartnerStatus.Active
        && (lead.Groups.Count == 0 || lead.Groups.Contains(partner.Group))
        && (lead.Customer.Country is null || partner.Country == lead.Customer.Country)
        && CompanyDomain.OfEmail(partner.Email) != lead.Customer.Domain;
}
