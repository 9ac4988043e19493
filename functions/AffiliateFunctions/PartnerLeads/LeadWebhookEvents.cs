using Affiliate.Domain.Identity;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>Makes the webhook events about leads. They contain no personal data.</summary>
internal static class LeadWebhookEvents
{
    /// <summary>The events about an offer: the offer itself, and the partner's answer once it has had an effect.</summary>
    public static IEnumerable<WebhookEvent> Of(PartnerLead lead, LeadOffer offer)
    {
        yield return EventOf(WebhookEventTypes.LeadOffered, offer.OfferedAt);
        if (offer is { End: OfferEnd.Accepted, EndedAt: { } accepted })
        {
            yield return EventOf(WebhookEventTypes.LeadAccepted, accepted);
        }

        if (offer is { Answer: LeadAnswer.Declined, AnsweredAt: { } declined })
        {
            yield return EventOf(WebhookEventTypes.LeadDeclined, declined);
        }

        WebhookEvent EventOf(string type, DateTimeOffset at) =>
            new(
                type,
                $"{lead.Id}:{offer.Number}",
                at,
                new LeadOfferEvent(
                    lead.Id,
                    offer.Number,
                    offer.Partner,
                    offer.OfferedAt,
                    offer.DueAt,
                    type == WebhookEventTypes.LeadAccepted ? lead.Deal?.Id : null
                )
            );
    }

    /// <summary>The event about an update of the partner.</summary>
    public static WebhookEvent Of(PartnerLead lead, LeadReport report) =>
        new(
            WebhookEventTypes.LeadStage,
            $"{lead.Id}:{report.Number}",
            report.At,
            new LeadStageEvent(
                lead.Id,
                lead.Deal!.Partner,
                lead.Deal.Id,
                report.Kind,
                LeadTexts.StageOf(report.Kind) is null ? null : LeadTexts.EventIdOf(lead, report),
                lead.Deal.ExpiresAt
            )
        );
}

/// <summary>The data of the webhook events <c>lead.offered</c>, <c>lead.accepted</c> and <c>lead.declined</c>.</summary>
/// <param name="Id">The lead.</param>
/// <param name="Offer">The number of the offer.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="OfferedAt">When the partner was asked.</param>
/// <param name="DueAt">Until when the partner can answer.</param>
/// <param name="Deal">The registered deal of an accepted lead.</param>
internal sealed record LeadOfferEvent(
    LeadId Id,
    int Offer,
    PartnerId PartnerId,
    DateTimeOffset OfferedAt,
    DateTimeOffset DueAt,
    EventId? Deal
);

/// <summary>The data of the webhook event <c>lead.stage</c>.</summary>
/// <param name="Id">The lead.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Deal">The deal.</param>
/// <param name="Report">What the partner reports.</param>
/// <param name="EventId">The tracking event of the stage; null for an extension.</param>
/// <param name="ExpiresAt">When the registration of the deal expires.</param>
internal sealed record LeadStageEvent(
    LeadId Id,
    PartnerId PartnerId,
    EventId Deal,
    LeadReportKind Report,
    EventId? EventId,
    DateTimeOffset ExpiresAt
);
