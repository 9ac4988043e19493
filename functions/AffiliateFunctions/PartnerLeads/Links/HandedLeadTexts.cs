using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The words about leads on the pages of signed-in partners.</summary>
internal static class HandedLeadTexts
{
    /// <summary>What the partner should know or do, or has done.</summary>
    public static string Of(PartnerLead lead, Partner partner, LeadFormOutcome outcome, DateTimeOffset now) =>
        outcome switch
        {
            LeadFormOutcome.Stored when lead.Deal?.Partner == partner.Id => "Your update is recorded.",
            LeadFormOutcome.Stored when lead.Offers[^1].Answer == LeadAnswer.Declined =>
                "You have declined the lead. Another partner is asked.",
            LeadFormOutcome.Stored =>
                "You have accepted the lead. Once the deal is registered for you, this page shows "
                    + "the contact's data, and you receive it by e-mail.",
            LeadFormOutcome.TooLate =>
                "Nothing was recorded: the lead has moved on, or you have answered already. This "
                    + "page shows how far it is now.",
            LeadFormOutcome.Mistake => "Please correct the field below.",
            _ when partner.Status != PartnerStatus.Active =>
                "Leads are handed to active partners only. Please reply to one of our e-mails.",
            _ => TextOf(lead, partner, now),
        };

    /// <summary>Whether the partner can answer an offer of the lead.</summary>
    public static bool IsOpenFor(PartnerLead lead, Partner partner, DateTimeOffset now) =>
        lead.Status == LeadStatus.Offered
        && lead.OpenOffer is { } offer
        && offer.Partner == partner.Id
        && offer.IsOpenAt(now);

    /// <summary>
    /// What a partner has answered that has declined the lead; nothing for another partner. Who has the lead now, and how
    /// far it is, are not part of it.
    /// </summary>
    public static IReadOnlyList<Fact> AnswerOf(PartnerLead lead, Partner partner)
    {
        var offer = lead.Offers.Last(asked => asked.Partner == partner.Id);
        return offer.Answer != LeadAnswer.Declined
            ? []
            :
            [
                new Fact("Company", lead.Customer.Company),
                new Fact("Offered", DisplayFormat.Time(offer.OfferedAt)),
                .. offer.AnsweredAt is { } at ? [new Fact("Declined", DisplayFormat.Time(at))] : Array.Empty<Fact>(),
                .. offer.Reason is { } reason ? [new Fact("Your reason", reason)] : Array.Empty<Fact>(),
            ];
    }

    /// <summary>The status of a lead in words.</summary>
    public static string NameOf(LeadStatus status) =>
        status switch
        {
            LeadStatus.Accepted => "Accepted",
            LeadStatus.Won => "Won",
            LeadStatus.Lost => "Lost",
            LeadStatus.Expired => "The registration has expired",
            LeadStatus.TakenOver => "The customer went to another partner",
            LeadStatus.Withdrawn => "Withdrawn by the program",
            _ => "With the program",
        };

    private static string TextOf(PartnerLead lead, Partner partner, DateTimeOffset now)
    {
        if (lead.Deal is { } deal && deal.Partner == partner.Id)
        {
            return lead.Status == LeadStatus.Accepted
                ? "Please contact the customer, and tell us here how it goes."
                : "This lead has ended.";
        }

        var offer = lead.Offers.Last(asked => asked.Partner == partner.Id);
        return IsOpenFor(lead, partner, now) ? LeadForms.OfferText(lead)
            : offer is { Answer: LeadAnswer.Accepted, End: null }
                ? "You have accepted the lead. The program registers the deal, and you hear by e-mail."
            : offer.Answer == LeadAnswer.Declined ? "You have declined this lead."
            : "This lead is no longer offered to you.";
    }
}
