using Affiliate.Domain.Identity;
using AffiliateFunctions.PartnerLeads;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>Sends the e-mails about leads that are handed to partners.</summary>
internal static class LeadEmails
{
    private static readonly PartnerId Partner = PartnerId.Parse("prt_lead");

    public static async Task SendAsync(EmailScene scene)
    {
        var (mails, program) = (scene.Get<LeadMails>(), await scene.ProgramAsync());
        var partner = HostileTexts.Partner(Partner.Value);
        await mails.OfferAsync(program, Lead, partner, reminder: false, default);
        await mails.OfferAsync(program, Lead, partner, reminder: true, default);
        await mails.ContactAsync(program, Lead, partner, default);
        await mails.RemindToUpdateAsync(program, Lead, partner, default);
        await mails.EndForPartnerAsync(program, Lead, partner, "withdrawn", HostileTexts.Sentence, default);
        var conflict = new LeadConflict(EventId.Parse("deal-0"), Partner, EmailScene.Now, EmailScene.Now);
        await mails.TakenOverAsync(program, Lead, Lead.Offers[0] with { Conflict = conflict }, partner, default);
        await mails.EndForOwnerAsync(program, Lead, HostileTexts.Sentence, default);
    }

    private static PartnerLead Lead { get; } =
        new()
        {
            Id = LeadId.Parse("lead-1"),
            Program = EmailScene.Slug,
            Customer = new LeadCustomer(
                HostileTexts.Company,
                "customer.example",
                ExternalId: null,
                HostileTexts.Name,
                HostileTexts.Address,
                "+49 30 000000",
                "DE"
            ),
            Message = HostileTexts.Sentence,
            ExpectedAmount = 500_000,
            RespondWithinHours = 48,
            ExpiresDays = 90,
            BodyHash = new string('a', 64),
            ReceivedAt = EmailScene.Now,
            Status = LeadStatus.Accepted,
            Offers = [new LeadOffer(1, Partner, EmailScene.Now, EmailScene.Now.AddHours(48))],
            Deal = new LeadDeal(EventId.Parse("deal-1"), Partner, EmailScene.Now, EmailScene.Now.AddDays(90)),
        };
}
