using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>Reminds a partner of an offer that is not answered, once.</summary>
public sealed class RemindOfOffer(
    LeadStore leads,
    IPrograms programs,
    IPartners partners,
    LeadMails mails,
    TimeProvider clock
)
{
    /// <inheritdoc cref="RemindOfOffer"/>
    [Function(nameof(RemindOfOffer))]
    public async Task<bool> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        if (
            lead.Status != LeadStatus.Offered
            || lead.OpenOffer is not { RemindedAt: null } offer
            || !offer.IsOpenAt(clock.GetUtcNow())
            || await programs.FindAsync(key.Program, cancellationToken) is not { } program
            || await partners.FindAsync(key.Program, offer.Partner, cancellationToken)
                is not { Status: PartnerStatus.Active } partner
        )
        {
            return false;
        }

        await mails.OfferAsync(program, lead, partner, reminder: true, cancellationToken);
        await leads.ChangeAsync(
            key,
            stored => stored.OpenOffer?.Number == offer.Number ? Reminded(stored) : null,
            cancellationToken
        );
        return true;
    }

    private PartnerLead? Reminded(PartnerLead lead)
    {
        var (offer, now) = (lead.OpenOffer!, clock.GetUtcNow());
        return offer.RemindedAt is null
            ? lead.WithLastOffer(offer with { RemindedAt = now })
                .Noting(new LeadEntry(now, LeadTimeline.Reminded, "system", offer.Partner.Value))
            : null;
    }
}
