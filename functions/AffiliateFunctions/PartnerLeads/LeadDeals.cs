using AffiliateFunctions.Attribution;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>Registers the deals of accepted leads. Every step can be repeated.</summary>
public sealed class LeadDeals(IDealRegistrations deals)
{
    /// <summary>
    /// Registers the deal of an accepted offer. A deal by which the partner itself holds the domain is the lead's deal.
    /// </summary>
    public async Task<DealRegistration> RegisterAsync(
        PartnerLead lead,
        LeadOffer offer,
        CancellationToken cancellationToken
    )
    {
        var registered = await deals.RegisterAsync(lead.Program, OrderOf(lead, offer, At(offer)), cancellationToken);
        return OfLead(registered, offer);
    }

    /// <summary>
    /// Registers the deal and ends the one of the holder, as the owner has decided. A third partner that holds the domain
    /// by now keeps it.
    /// </summary>
    public async Task<DealRegistration> TakeOverAsync(
        PartnerLead lead,
        LeadOffer offer,
        DateTimeOffset decidedAt,
        CancellationToken cancellationToken
    )
    {
        var order = OrderOf(lead, offer, decidedAt);
        return OfLead(await deals.TakeOverAsync(lead.Program, order, offer.Conflict!.Holder, cancellationToken), offer);
    }

    /// <summary>Extends the registration as the partner has asked.</summary>
    public Task ExtendAsync(PartnerLead lead, CancellationToken cancellationToken) =>
        deals.ChangeExpiryAsync(lead.Program, lead.Deal!.Id, lead.Deal.ExpiresAt, cancellationToken);

    /// <summary>
    /// Ends the registration that the lead has made. A deal that the partner had before is the partner's own and stays.
    /// </summary>
    public async Task EndAsync(PartnerLead lead, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (lead.Offers is [.., var offer])
        {
            await deals.ChangeExpiryAsync(lead.Program, LeadTexts.DealIdOf(lead, offer), at, cancellationToken);
        }
    }

    private static DealRegistration OfLead(DealRegistration registered, LeadOffer offer) =>
        registered with
        {
            IsRegistered = registered.IsRegistered || registered.Deal.Partner == offer.Partner,
        };

    private static DateTimeOffset At(LeadOffer offer) => offer.AnsweredAt ?? offer.OfferedAt;

    private static DealOrder OrderOf(PartnerLead lead, LeadOffer offer, DateTimeOffset at) =>
        new(
            LeadTexts.DealIdOf(lead, offer),
            offer.Partner,
            lead.Customer.Company,
            lead.Customer.Domain,
            lead.ExpectedAmount,
            at,
            at.AddDays(lead.ExpiresDays)
        );
}
