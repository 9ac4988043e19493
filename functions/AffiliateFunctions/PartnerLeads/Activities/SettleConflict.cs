using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>
/// Carries out the owner's decision about a conflict: the deal of the holder ends, the holder is told, and the new deal
/// begins; or the holder is asked next.
/// </summary>
public sealed class SettleConflict(
    LeadStore leads,
    IPartners partners,
    LeadDeals deals,
    LeadTakeOvers takeOvers,
    LeadAnnouncements announcements,
    IAuditLog audit
)
{
    /// <inheritdoc cref="SettleConflict"/>
    [Function(nameof(SettleConflict))]
    public async Task<LeadStep> RunAsync(
        [ActivityTrigger] Input input,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var (key, outcome) = input;
        var lead = await leads.RequireAsync(key, cancellationToken);
        if (lead.Status == LeadStatus.Conflict)
        {
            var settle = await SettlingAsync(lead, outcome, cancellationToken);
            (lead, _) = await leads.ChangeAsync(
                key,
                stored => stored.Status == LeadStatus.Conflict ? settle(stored) : null,
                cancellationToken
            );
        }

        await RecordAsync(lead, outcome, cancellationToken);
        await takeOvers.EndAsync(lead, outcome, orchestrations, cancellationToken);
        await announcements.AnnounceAsync(lead, cancellationToken);
        return LeadSteps.Of(lead);
    }

    private async Task<Func<PartnerLead, PartnerLead>> SettlingAsync(
        PartnerLead lead,
        ApprovalOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var (offer, at) = (lead.Offers[^1], outcome.DecidedAt);
        var entry = new LeadEntry(at, LeadTimeline.ConflictDecided, outcome.Actor, outcome.Reason);
        if (outcome.Decision != PrepareConflictApproval.GiveToPartner)
        {
            return stored => LeftTo(offer.Conflict!.Holder, stored);
        }

        if (
            await partners.FindAsync(lead.Program, offer.Partner, cancellationToken)
            is not { Status: PartnerStatus.Active }
        )
        {
            return stored => LeadChanges.Ended(stored.Noting(entry), OfferEnd.PartnerInactive, at);
        }

        // The owner has not decided about a third partner, which can have registered the customer in the meantime.
        var taken = await deals.TakeOverAsync(lead, offer, at, cancellationToken);
        return taken.IsRegistered
            ? stored => LeadChanges.Accepted(stored.Noting(entry), taken.Deal, at)
            : stored => LeftTo(taken.Deal.Partner, stored);

        PartnerLead LeftTo(PartnerId holder, PartnerLead stored) =>
            LeadChanges.Ended(stored.Noting(entry), OfferEnd.DomainHeld, at) with
            {
                Next = holder,
            };
    }

    private async Task RecordAsync(PartnerLead lead, ApprovalOutcome outcome, CancellationToken cancellationToken)
    {
        if (lead.Offers[^1] is not { Conflict: { } conflict } offer || lead.Status == LeadStatus.Withdrawn)
        {
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(
                lead.Program,
                $"lead:{lead.Id}:conflict:{offer.Number}",
                outcome.Actor,
                "lead_conflict_decided",
                lead.Id.Value,
                outcome.Reason,
                outcome.DecidedAt
            )
            {
                Change = AuditChange.Between(
                    new { Deal = conflict.Deal.Value, Partner = conflict.Holder.Value },
                    offer.End == OfferEnd.Accepted && lead.Deal is { } deal
                        ? new { Deal = deal.Id.Value, Partner = deal.Partner.Value }
                        : new { Deal = conflict.Deal.Value, Partner = conflict.Holder.Value }
                ),
            },
            cancellationToken
        );
    }

    /// <summary>The decision about the conflict of a lead.</summary>
    /// <param name="Key">The lead.</param>
    /// <param name="Outcome">The owner's decision.</param>
    public sealed record Input(LeadKey Key, ApprovalOutcome Outcome);
}
