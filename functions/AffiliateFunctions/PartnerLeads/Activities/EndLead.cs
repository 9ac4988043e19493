using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>
/// Makes the end of a lead known to the owner and to the partner that had it. The registration of a withdrawn lead ends
/// with the lead.
/// </summary>
public sealed class EndLead(
    LeadStore leads,
    IPrograms programs,
    IPartners partners,
    LeadDeals deals,
    LeadMails mails,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="EndLead"/>
    [Function(nameof(EndLead))]
    public async Task<bool> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        if (lead.ClosedAt is not null || await programs.FindAsync(key.Program, cancellationToken) is not { } program)
        {
            return false;
        }

        var endedAt = lead.EndedAt!.Value;
        if (lead.Status == LeadStatus.Withdrawn)
        {
            await deals.EndAsync(
                lead,
                lead.Timeline.Last(entry => entry.Step == LeadTimeline.Withdrawn).At,
                cancellationToken
            );
        }

        await RecordAsync(lead, endedAt, cancellationToken);
        await InformAsync(program, lead, cancellationToken);
        await leads.ChangeAsync(
            key,
            stored => stored.ClosedAt is null ? stored with { ClosedAt = clock.GetUtcNow() } : null,
            cancellationToken
        );
        return true;
    }

    private Task RecordAsync(PartnerLead lead, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                lead.Program,
                $"lead:{lead.Id}:ended",
                "system",
                "lead_ended",
                lead.Id.Value,
                StoredJson.NameOf(lead.Status),
                endedAt
            ),
            cancellationToken
        );

    private async Task InformAsync(AffiliateProgram program, PartnerLead lead, CancellationToken cancellationToken)
    {
        if (SentenceForOwner(lead) is { } sentence)
        {
            await mails.EndForOwnerAsync(program, lead, sentence, cancellationToken);
        }

        if (
            SentenceForPartner(lead) is { } words
            && lead.Offers is [.., { End: null or OfferEnd.Accepted or OfferEnd.Withdrawn } last]
            && await partners.FindAsync(program.Slug, last.Partner, cancellationToken) is { } partner
        )
        {
            await mails.EndForPartnerAsync(program, lead, partner, "ended", words, cancellationToken);
        }
    }

    private static string? SentenceForOwner(PartnerLead lead) =>
        lead.Status switch
        {
            LeadStatus.Unassigned => "No partner is left that could be asked. Please look after this lead yourself, or "
                + "send it again under another id with other groups or partners.",
            LeadStatus.Expired => "The registration of this lead has expired without a won or lost deal.",
            LeadStatus.Won => "The partner reports that the deal is won. The report alone pays no commission, unless "
                + "the rule book says so.",
            LeadStatus.Lost => "The partner reports that the deal is lost.",
            _ => null,
        };

    private static string? SentenceForPartner(PartnerLead lead) =>
        lead.Status switch
        {
            LeadStatus.Withdrawn =>
                "This lead was withdrawn. There is nothing more to do for you, and its registration " + "has ended.",
            LeadStatus.Expired => "The registration of this lead has expired.",
            _ => null,
        };
}
