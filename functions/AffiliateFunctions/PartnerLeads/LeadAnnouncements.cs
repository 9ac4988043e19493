using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// Makes known what is stored about the last offer of a lead: by audit records, webhook events and e-mails. Each of them
/// has a fixed key, so the announcement is repeated after every interruption and has one effect.
/// </summary>
public sealed class LeadAnnouncements(
    IPrograms programs,
    IPartners partners,
    LeadMails mails,
    IAuditLog audit,
    IWebhooks webhooks
)
{
    /// <summary>Makes the state of the last offer known.</summary>
    public async Task AnnounceAsync(PartnerLead lead, CancellationToken cancellationToken)
    {
        if (lead.Offers is not [.., var offer])
        {
            return;
        }

        await audit.RecordAllAsync([.. RecordsOf(lead, offer)], cancellationToken);
        await webhooks.TellAsync(lead.Program, [.. LeadWebhookEvents.Of(lead, offer)], cancellationToken);
        if (
            await programs.FindAsync(lead.Program, cancellationToken) is { } program
            && await partners.FindAsync(lead.Program, offer.Partner, cancellationToken) is { } partner
        )
        {
            await MailAsync(program, lead, offer, partner, cancellationToken);
        }
    }

    private Task MailAsync(
        AffiliateProgram program,
        PartnerLead lead,
        LeadOffer offer,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        lead.Status switch
        {
            LeadStatus.Offered when offer.Answer is null => mails.OfferAsync(
                program,
                lead,
                partner,
                reminder: false,
                cancellationToken
            ),
            LeadStatus.Accepted => mails.ContactAsync(program, lead, partner, cancellationToken),
            LeadStatus.Open when offer.End == OfferEnd.DomainHeld => mails.EndForPartnerAsync(
                program,
                lead,
                partner,
                "domain_held",
                "Thank you for accepting this lead. Another partner has registered the customer before, and keeps it. "
                    + "There is nothing more to do for you.",
                cancellationToken
            ),
            _ => Task.CompletedTask,
        };

    private static IEnumerable<AuditEntry> RecordsOf(PartnerLead lead, LeadOffer offer)
    {
        yield return EntryOf("lead_offered", "rule:lead_order", null, offer.OfferedAt) with
        {
            Change = AuditChange.OfNew(new { Partner = offer.Partner.Value, offer.DueAt }),
        };
        if (offer is { Answer: { } answer, AnsweredAt: { } answeredAt })
        {
            yield return EntryOf($"lead_{StoredJson.NameOf(answer)}", offer.Partner.Value, null, answeredAt);
        }

        if (offer is { End: OfferEnd.Unanswered or OfferEnd.PartnerInactive, EndedAt: { } endedAt })
        {
            yield return EntryOf("lead_offer_ended", "rule:lead_deadline", StoredJson.NameOf(offer.End.Value), endedAt);
        }

        if (offer is { End: OfferEnd.Accepted, EndedAt: { } registeredAt } && lead.Deal is { } deal)
        {
            yield return EntryOf("lead_deal_registered", offer.Partner.Value, null, registeredAt) with
            {
                Change = AuditChange.OfNew(
                    new
                    {
                        Deal = deal.Id.Value,
                        Partner = deal.Partner.Value,
                        deal.ExpiresAt,
                    }
                ),
            };
        }

        AuditEntry EntryOf(string action, string actor, string? reason, DateTimeOffset at) =>
            new(lead.Program, $"lead:{lead.Id}:{action}:{offer.Number}", actor, action, lead.Id.Value, reason, at);
    }
}
