using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>Offers the lead to the next partner. The lead stays unassigned when no partner is left.</summary>
public sealed class OfferLead(
    LeadStore leads,
    LeadPartners partners,
    LeadAnnouncements announcements,
    IPrograms programs,
    TimeProvider clock
)
{
    /// <inheritdoc cref="OfferLead"/>
    [Function(nameof(OfferLead))]
    public async Task<LeadStep> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        if (lead.Status == LeadStatus.Open)
        {
            var program = await programs.FindAsync(key.Program, cancellationToken);
            var next = program is { Stage: not ProgramStage.Closed }
                ? await partners.NextAsync(lead, cancellationToken)
                : null;
            (lead, _) = await leads.ChangeAsync(
                key,
                stored =>
                    stored.Status == LeadStatus.Open && stored.Offers.Count == lead.Offers.Count
                        ? Offered(stored, next)
                        : null,
                cancellationToken
            );
        }

        await announcements.AnnounceAsync(lead, cancellationToken);
        return LeadSteps.Of(lead);
    }

    private PartnerLead Offered(PartnerLead lead, Partner? next)
    {
        var now = clock.GetUtcNow();
        if (next is null)
        {
            return lead.Moved(LeadStatus.Unassigned, new LeadEntry(now, LeadTimeline.Unassigned, "rule:lead_order"));
        }

        var offer = new LeadOffer(lead.Offers.Count + 1, next.Id, now, now.AddHours(lead.RespondWithinHours));
        return (lead with { Offers = [.. lead.Offers, offer] }).Moved(
            LeadStatus.Offered,
            new LeadEntry(now, LeadTimeline.Offered, "rule:lead_order", next.Id.Value)
        );
    }
}
