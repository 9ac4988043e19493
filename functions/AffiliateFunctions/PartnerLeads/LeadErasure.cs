using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// Removes personal data from leads: the contact of a customer, and what an erased partner has written. The
/// orchestrations of leads contain no personal data.
/// </summary>
internal sealed class LeadErasure(LeadStore leads) : ICustomerDataErasure, IPartnerErasure
{
    public async Task<bool> EraseAsync(ProgramSlug program, CustomerId customer, CancellationToken cancellationToken)
    {
        var isFound = false;
        await foreach (var lead in leads.ListAsync(program, after: null, cancellationToken))
        {
            if (lead.Customer.ExternalId == customer || $"deal:{lead.Deal?.Id}" == customer.Value)
            {
                isFound = true;
                await leads.ChangeAsync(lead.Key, WithoutContact, cancellationToken);
            }
        }

        return isFound;
    }

    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await foreach (var lead in leads.ListAsync(partner.Program, after: null, cancellationToken))
        {
            if (lead.Offers.Any(offer => offer.Partner == partner.Id))
            {
                await leads.ChangeAsync(lead.Key, stored => WithoutTextsOf(stored, partner.Id), cancellationToken);
            }
        }
    }

    /// <summary>The lead without the contact and the texts that people wrote about it; company and domain stay.</summary>
    internal static PartnerLead WithoutContact(PartnerLead lead) =>
        lead with
        {
            Customer = lead.Customer.WithoutPerson(),
            Message = null,
            Offers = [.. lead.Offers.Select(offer => offer with { Reason = null })],
            Reports = [.. lead.Reports.Select(report => report with { Note = null })],
            Timeline = [.. lead.Timeline.Select(WithoutText)],
        };

    // The notes of other steps are written by the app.
    private static LeadEntry WithoutText(LeadEntry entry) =>
        entry.Step is LeadTimeline.Withdrawn or LeadTimeline.ConflictDecided ? entry with { Note = null } : entry;

    private static PartnerLead WithoutTextsOf(PartnerLead lead, PartnerId partner) =>
        lead with
        {
            Offers = [.. lead.Offers.Select(offer => offer.Partner == partner ? offer with { Reason = null } : offer)],
            Reports =
                lead.Deal?.Partner == partner
                    ? [.. lead.Reports.Select(report => report with { Note = null })]
                    : lead.Reports,
        };
}
