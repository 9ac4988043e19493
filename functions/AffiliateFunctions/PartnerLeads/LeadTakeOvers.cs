using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// Ends what a partner has lost to a lead because the owner gave the customer to another partner: the partner's own lead,
/// if its deal was of one, is taken over, and the partner is told. Every step can be repeated.
/// </summary>
public sealed class LeadTakeOvers(
    LeadStore leads,
    IPrograms programs,
    IPartners partners,
    LeadMails mails,
    LeadSignals signals
)
{
    /// <summary>Ends the holder's lead and tells the holder, if the lead has got the customer of a conflict.</summary>
    public async Task EndAsync(
        PartnerLead lead,
        ApprovalOutcome outcome,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (lead.Offers is not [.., { End: OfferEnd.Accepted, Conflict: { } conflict } offer])
        {
            return;
        }

        await foreach (var held in leads.OfHolderAsync(lead.Program, conflict.Holder, cancellationToken))
        {
            if (held.Id == lead.Id || held.Deal?.Id != conflict.Deal)
            {
                continue;
            }

            var entry = new LeadEntry(outcome.DecidedAt, LeadTimeline.TakenOver, outcome.Actor, lead.Id.Value);
            var (ended, _) = await leads.ChangeAsync(
                held.Key,
                stored => stored.Status == LeadStatus.Accepted ? stored.Moved(LeadStatus.TakenOver, entry) : null,
                cancellationToken
            );
            await signals.RaiseAsync(ended, orchestrations, cancellationToken);
        }

        if (
            await programs.FindAsync(lead.Program, cancellationToken) is { } program
            && await partners.FindAsync(lead.Program, conflict.Holder, cancellationToken) is { } holder
        )
        {
            await mails.TakenOverAsync(program, lead, offer, holder, cancellationToken);
        }
    }
}
