using System.Globalization;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The links by which partners answer offers and update their leads.</summary>
public sealed class LeadLinks(LinkTokens tokens, IOptions<SiteOptions> site)
{
    private const string OfferPurpose = "lead_offer";
    private const string LeadPurpose = "lead";

    /// <summary>How long pages show a lead that has ended, with its contact.</summary>
    internal static readonly TimeSpan ReadableAfterEnd = TimeSpan.FromDays(30);

    /// <summary>The link that answers the offer. The token is bound to the number of the offer.</summary>
    public string ToOffer(PartnerLead lead, LeadOffer offer, Partner partner) =>
        site.Value.Address(OfferPathOf(TokenToOffer(lead, offer, partner)));

    /// <summary>The link that updates the lead. The token is bound to the partner's deal.</summary>
    public string ToLead(PartnerLead lead, Partner partner) =>
        site.Value.Address(LeadPathOf(TokenToLead(lead, partner)));

    /// <summary>The token of the link that answers the offer.</summary>
    internal string TokenToOffer(PartnerLead lead, LeadOffer offer, Partner partner) =>
        tokens.Sign(
            new LinkToken(OfferPurpose, lead.Program.Value, lead.Id.Value, partner.Email, ContentOf(offer), offer.DueAt)
        );

    /// <summary>The token of the link that updates the lead.</summary>
    internal string TokenToLead(PartnerLead lead, Partner partner) =>
        tokens.Sign(
            new LinkToken(
                LeadPurpose,
                lead.Program.Value,
                lead.Id.Value,
                partner.Email,
                ContentOf(lead.Deal!),
                lead.Deal!.ExpiresAt + TimeSpan.FromDays(lead.ExpiresDays) + ReadableAfterEnd
            )
        );

    /// <summary>The path of the page with an offer.</summary>
    public static string OfferPathOf(string token) => $"/lead-offers/{token}";

    /// <summary>The path of the page with an accepted lead.</summary>
    public static string LeadPathOf(string token) => $"/partner-leads/{token}";

    /// <summary>Reads the token of a link to an offer.</summary>
    internal (LinkToken? Token, LinkRefusal? Refusal) ReadOffer(string text) => tokens.Read(text, OfferPurpose);

    /// <summary>Reads the token of a link to an accepted lead.</summary>
    internal (LinkToken? Token, LinkRefusal? Refusal) ReadLead(string text) => tokens.Read(text, LeadPurpose);

    /// <summary>What a token for an offer is bound to.</summary>
    internal static string ContentOf(LeadOffer offer) => offer.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a token for an accepted lead is bound to.</summary>
    internal static string ContentOf(LeadDeal deal) => $"{deal.Id} {deal.Partner}";
}
