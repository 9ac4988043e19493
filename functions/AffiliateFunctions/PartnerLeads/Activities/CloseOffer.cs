using AffiliateFunctions.Onboarding;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>
/// Ends the offer of a lead by the partner's answer or by the deadline. An accepted lead gets its deal, or waits for the
/// owner when another partner holds the domain.
/// </summary>
public sealed class CloseOffer(
    LeadStore leads,
    IPartners partners,
    LeadDeals deals,
    LeadAnnouncements announcements,
    TimeProvider clock
)
{
    /// <inheritdoc cref="CloseOffer"/>
    [Function(nameof(CloseOffer))]
    public async Task<LeadStep> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        if (lead.Status == LeadStatus.Offered && await ClosingAsync(lead, cancellationToken) is { } close)
        {
            var answer = lead.OpenOffer!.Answer;
            (lead, _) = await leads.ChangeAsync(
                key,
                stored =>
                    stored.Status == LeadStatus.Offered
                    && stored.OpenOffer is { } offer
                    && offer.Number == lead.Offers.Count
                    && offer.Answer == answer
                        ? close(stored)
                        : null,
                cancellationToken
            );
        }

        await announcements.AnnounceAsync(lead, cancellationToken);
        return LeadSteps.Of(lead);
    }

    // Null while the partner can still answer.
    private async Task<Func<PartnerLead, PartnerLead>?> ClosingAsync(
        PartnerLead lead,
        CancellationToken cancellationToken
    )
    {
        var (offer, now) = (lead.OpenOffer!, clock.GetUtcNow());
        if (offer.Answer is null && now < offer.DueAt)
        {
            return null;
        }

        if (offer.Answer == LeadAnswer.Declined)
        {
            return stored => LeadChanges.Ended(stored, OfferEnd.Declined, now);
        }

        var partner = await partners.FindAsync(lead.Program, offer.Partner, cancellationToken);
        if (partner is not { Status: PartnerStatus.Active })
        {
            return stored => LeadChanges.Ended(stored, OfferEnd.PartnerInactive, now);
        }

        if (offer.Answer is null)
        {
            return stored => LeadChanges.Ended(stored, OfferEnd.Unanswered, now);
        }

        var registered = await deals.RegisterAsync(lead, offer, cancellationToken);
        return registered.IsRegistered
            ? stored => LeadChanges.Accepted(stored, registered.Deal, now)
            : stored => LeadChanges.Conflicting(stored, registered.Deal, now);
    }
}
