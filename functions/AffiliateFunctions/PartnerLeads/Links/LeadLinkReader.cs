using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>
/// Finds the lead and the partner of a link. A link works only for the address that the partner has now: another
/// address ends the links that were sent to the earlier one.
/// </summary>
public sealed class LeadLinkReader(LeadStore leads, IPartners partners, LeadLinks links, TimeProvider clock)
{
    /// <summary>The offer that the link may answer.</summary>
    public Task<LeadLinkResult> ReadOfferAsync(string text, CancellationToken cancellationToken) =>
        ReadAsync(
            links.ReadOffer(text),
            (lead, token) =>
                lead.Offers.FirstOrDefault(offer => LeadLinks.ContentOf(offer) == token.ContentHash)?.Partner,
            (lead, token) =>
                lead.Status == LeadStatus.Offered
                && lead.OpenOffer is { } open
                && LeadLinks.ContentOf(open) == token.ContentHash
                && open.IsOpenAt(clock.GetUtcNow()),
            cancellationToken
        );

    /// <summary>The accepted lead that the link may update.</summary>
    public Task<LeadLinkResult> ReadLeadAsync(string text, CancellationToken cancellationToken) =>
        ReadAsync(
            links.ReadLead(text),
            (lead, token) =>
                lead.Deal is { } deal && LeadLinks.ContentOf(deal) == token.ContentHash ? deal.Partner : null,
            (lead, _) => IsUpdatable(lead, clock.GetUtcNow()),
            cancellationToken
        );

    /// <summary>Whether the partner can update the lead.</summary>
    internal static bool IsUpdatable(PartnerLead lead, DateTimeOffset now) =>
        lead.Status == LeadStatus.Accepted
        && now < lead.Deal!.ExpiresAt
        && lead.Reports.Count < PartnerLead.MaxReports
        && lead.Reports.All(report => report.Kind is not (LeadReportKind.Won or LeadReportKind.Lost));

    private async Task<LeadLinkResult> ReadAsync(
        (LinkToken? Token, LinkRefusal? Refusal) read,
        Func<PartnerLead, LinkToken, PartnerId?> partnerOf,
        Func<PartnerLead, LinkToken, bool> isOpen,
        CancellationToken cancellationToken
    )
    {
        if (read.Token is not { } token)
        {
            return read.Refusal == LinkRefusal.Expired ? new LeadLinkResult.Expired() : new LeadLinkResult.Invalid();
        }

        var key = new LeadKey(ProgramSlug.Parse(token.Program), LeadId.Parse(token.Subject));
        if (
            await leads.FindAsync(key, cancellationToken) is not { } lead
            || partnerOf(lead, token) is not { } id
            || await partners.FindAsync(key.Program, id, cancellationToken) is not { } partner
            || !Mailbox.AreSame(partner.Email, token.Actor)
        )
        {
            return new LeadLinkResult.Invalid();
        }

        return partner.Status != PartnerStatus.Active ? new LeadLinkResult.Inactive(lead)
            : isOpen(lead, token) ? new LeadLinkResult.Open(lead, partner)
            : new LeadLinkResult.Over(lead, partner);
    }
}
