using AffiliateFunctions.Attribution;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>The changes of a lead at the end of an offer.</summary>
internal static class LeadChanges
{
    /// <summary>The lead whose offer has ended without a deal: the next partner is asked.</summary>
    public static PartnerLead Ended(PartnerLead lead, OfferEnd end, DateTimeOffset at)
    {
        var ended = lead.WithLastOffer(lead.Offers[^1].Ended(end, at)) with { Status = LeadStatus.Open };
        var partner = lead.Offers[^1].Partner.Value;
        return end switch
        {
            OfferEnd.Unanswered => ended.Noting(new LeadEntry(at, LeadTimeline.Unanswered, "rule:deadline", partner)),
            OfferEnd.PartnerInactive => ended.Noting(
                new LeadEntry(at, LeadTimeline.PartnerInactive, "rule:active_partners", partner)
            ),
            OfferEnd.DomainHeld => ended.Noting(new LeadEntry(at, LeadTimeline.DomainHeld, "system", partner)),
            _ => ended,
        };
    }

    /// <summary>The lead whose partner has accepted and has the deal.</summary>
    public static PartnerLead Accepted(PartnerLead lead, DealHold deal, DateTimeOffset at) =>
        (
            lead.WithLastOffer(lead.Offers[^1].Ended(OfferEnd.Accepted, at)) with
            {
                Deal = new LeadDeal(deal.Id, deal.Partner, at, deal.ExpiresAt),
            }
        ).Moved(LeadStatus.Accepted, new LeadEntry(at, LeadTimeline.Registered, "system", deal.Id.Value));

    /// <summary>The lead whose partner has accepted while another partner holds the domain.</summary>
    public static PartnerLead Conflicting(PartnerLead lead, DealHold holder, DateTimeOffset at) =>
        lead.WithLastOffer(
                lead.Offers[^1] with
                {
                    Conflict = new LeadConflict(holder.Id, holder.Partner, holder.ExpiresAt, at),
                }
            )
            .Moved(LeadStatus.Conflict, new LeadEntry(at, LeadTimeline.DomainHeld, "system", holder.Partner.Value));
}
