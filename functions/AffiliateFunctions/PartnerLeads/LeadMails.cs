using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerLeads.Links;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>The e-mails about leads. An e-mail of the same occasion is sent once.</summary>
public sealed class LeadMails(EmailSender post, LeadLinks links)
{
    private const string OfferClosing =
        "Opening the link decides nothing. You receive the contact's name and address once you have accepted. Please do "
        + "not forward this e-mail.";

    /// <summary>Offers the lead to the partner of its last offer, or reminds the partner of the offer.</summary>
    public Task OfferAsync(
        AffiliateProgram program,
        PartnerLead lead,
        Partner partner,
        bool reminder,
        CancellationToken cancellationToken
    )
    {
        var offer = lead.Offers[^1];
        return SendAsync(
            lead,
            $"offer:{offer.Number}{(reminder ? ":reminder" : string.Empty)}",
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = reminder ? EmailKind.LeadOfferReminder : EmailKind.LeadOffered,
                Subject = $"{(reminder ? "Reminder: a" : "A")} lead of {program.Name} for you: {lead.Customer.Company}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    $"{program.Name} hands you this lead, if you want it. Please accept or decline by "
                        + $"{DisplayFormat.Time(offer.DueAt)}; after that, another partner is asked.",
                ],
                Facts = LeadTexts.Outline(lead, program.Currency),
                Link = new EmailLink("Accept or decline", links.ToOffer(lead, offer, partner)),
                Closing = OfferClosing,
            },
            cancellationToken
        );
    }

    /// <summary>Sends the contact's data to the partner that has the lead.</summary>
    public Task ContactAsync(
        AffiliateProgram program,
        PartnerLead lead,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            lead,
            $"contact:{lead.Offers.Count}",
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = EmailKind.LeadAccepted,
                Subject = $"The lead {lead.Customer.Company} is yours",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    $"The deal is registered for you until {DisplayFormat.Time(lead.Deal!.ExpiresAt)}. Please contact "
                        + "the customer, and tell us by the link how it goes.",
                ],
                Facts = LeadTexts.Whole(lead, program.Currency),
                Link = new EmailLink("Update the lead", links.ToLead(lead, partner)),
                Closing = "The contact's data are for this lead only. Please do not forward this e-mail.",
            },
            cancellationToken
        );

    /// <summary>Reminds the partner that has the lead to update it.</summary>
    public Task RemindToUpdateAsync(
        AffiliateProgram program,
        PartnerLead lead,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            lead,
            $"update:{lead.Reminders + 1}",
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = EmailKind.LeadUpdateReminder,
                Subject = $"How is the lead {lead.Customer.Company}?",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    $"We have heard nothing about this lead since {DisplayFormat.Day(lead.HeardAt)}. Please update it.",
                    $"The deal is registered for you until {DisplayFormat.Time(lead.Deal!.ExpiresAt)}.",
                ],
                Link = new EmailLink("Update the lead", links.ToLead(lead, partner)),
            },
            cancellationToken
        );

    /// <summary>Informs a partner that the lead is not or no longer its own.</summary>
    public Task EndForPartnerAsync(
        AffiliateProgram program,
        PartnerLead lead,
        Partner partner,
        string occasion,
        string sentence,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            lead,
            $"{occasion}:{lead.Offers.Count}",
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = EmailKind.LeadEnded,
                Subject = $"About the lead {lead.Customer.Company}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs = [sentence],
            },
            cancellationToken
        );

    /// <summary>Informs a partner that the customer of its deal was given to the partner of a lead.</summary>
    public Task TakenOverAsync(
        AffiliateProgram program,
        PartnerLead lead,
        LeadOffer offer,
        Partner holder,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            lead,
            $"taken-over:{offer.Number}",
            holder.ToRecipient(),
            new EmailMessage
            {
                Kind = EmailKind.DealTakenOver,
                Subject = $"Your registration of {lead.Customer.Company} has ended",
                Brand = program.Brand(),
                Recipient = holder.Name,
                Paragraphs =
                [
                    "The owner of the program has given this customer to another partner. Your registration has ended, and "
                        + "there is nothing more to do for you.",
                    "What you have earned with the customer until then stays yours. Please reply to this e-mail if you have "
                        + "questions.",
                ],
                Facts =
                [
                    new Fact("Company", lead.Customer.Company),
                    new Fact("Domain", lead.Customer.Domain),
                    new Fact("Registration", offer.Conflict!.Deal.Value),
                ],
            },
            cancellationToken
        );

    /// <summary>Informs the program's owner how a lead has ended.</summary>
    public Task EndForOwnerAsync(
        AffiliateProgram program,
        PartnerLead lead,
        string sentence,
        CancellationToken cancellationToken
    ) =>
        program.Charter?.Owner is not { } owner
            ? Task.CompletedTask
            : SendAsync(
                lead,
                "owner:ended",
                EmailRecipient.Of(owner.Email),
                new EmailMessage
                {
                    Kind = EmailKind.LeadEndedForOwner,
                    Subject = $"The lead {lead.Customer.Company}: {lead.Status.ToString().ToLowerInvariant()}",
                    Brand = program.Brand(),
                    Recipient = owner.Name,
                    Paragraphs = [sentence],
                    Facts =
                    [
                        new Fact("Lead", lead.Id.Value),
                        .. LeadTexts.Outline(lead, program.Currency),
                        new Fact("Partners asked", $"{lead.Offers.Count}"),
                    ],
                },
                cancellationToken
            );

    private Task SendAsync(
        PartnerLead lead,
        string occasion,
        EmailRecipient to,
        EmailMessage message,
        CancellationToken cancellationToken
    ) => post.SendAsync($"lead:{lead.Program}:{lead.Id}:{occasion}", to, message, cancellationToken);
}
