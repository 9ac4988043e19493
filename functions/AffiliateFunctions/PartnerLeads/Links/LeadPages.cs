using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The pages of the links about leads.</summary>
public sealed class LeadPages(PageAnswers pages, IPrograms programs, TimeProvider clock)
{
    /// <summary>The page of an offer. A form with a mistake keeps the entered texts.</summary>
    public async Task<IResult> OfferAsync(
        LeadLinkResult result,
        string token,
        AnswerLead.LeadAnswerForm entered,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            LeadLinkResult.Open open => await pages.AnswerAsync<EntryPage>(
                await OfferFormAsync(open, token, entered, cancellationToken),
                StatusOf(open)
            ),
            LeadLinkResult.Done done => await StatusAsync(
                done.Lead,
                "Thank you",
                done.Lead.Offers[^1].Answer == LeadAnswer.Declined
                    ? "You have declined the lead. Another partner is asked."
                    : "You have accepted the lead. Once the deal is registered for you, you receive the contact's data "
                        + "by e-mail.",
                StatusTone.Ok,
                StatusCodes.Status200OK,
                cancellationToken
            ),
            LeadLinkResult.Over over => await StatusAsync(
                over.Lead,
                "There is nothing to answer",
                "You have answered already, or the lead is no longer offered to you.",
                StatusTone.Info,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            _ => await WithoutFormAsync(result, cancellationToken),
        };

    /// <summary>The page of an accepted lead. A form with a mistake keeps the entered texts.</summary>
    public async Task<IResult> LeadAsync(
        LeadLinkResult result,
        string token,
        UpdateLead.LeadUpdateForm entered,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            LeadLinkResult.Open open => await pages.AnswerAsync<LeadPage>(
                await LeadViewAsync(open, token, entered, cancellationToken),
                StatusOf(open)
            ),
            LeadLinkResult.Done done => await pages.AnswerAsync<LeadPage>(
                await LeadViewAsync(
                    new LeadLinkResult.Open(done.Lead, done.Partner),
                    token,
                    new(),
                    cancellationToken
                ) with
                {
                    Result = "Your update is recorded.",
                }
            ),
            LeadLinkResult.Over over => await pages.AnswerAsync<LeadPage>(
                await LeadViewAsync(new LeadLinkResult.Open(over.Lead, over.Partner), token, new(), cancellationToken)
            ),
            LeadLinkResult.Unchanged unchanged => await StatusAsync(
                unchanged.Lead,
                "Your update is not recorded",
                "The lead has ended, or another update was recorded in the meantime. Open the link again.",
                StatusTone.Warning,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            _ => await WithoutFormAsync(result, cancellationToken),
        };

    private async Task<EntryForm> OfferFormAsync(
        LeadLinkResult.Open open,
        string token,
        AnswerLead.LeadAnswerForm entered,
        CancellationToken cancellationToken
    )
    {
        var program = await programs.FindAsync(open.Lead.Program, cancellationToken);
        var brand = program?.Brand() ?? new Brand(open.Lead.Program.Value);
        return LeadForms.OfOffer(brand, LeadLinks.OfferPathOf(token), entered, open.Mistake) with
        {
            Paragraphs = [LeadForms.OfferText(open.Lead)],
            Facts = LeadTexts.Outline(open.Lead, program?.Currency ?? "USD"),
        };
    }

    private async Task<LeadView> LeadViewAsync(
        LeadLinkResult.Open shown,
        string token,
        UpdateLead.LeadUpdateForm entered,
        CancellationToken cancellationToken
    )
    {
        var (lead, program) = (shown.Lead, await programs.FindAsync(shown.Lead.Program, cancellationToken));
        var brand = program?.Brand() ?? new Brand(lead.Program.Value);
        return new LeadView(
            brand,
            $"The lead {lead.Customer.Company}",
            [
                .. LeadTexts.Whole(lead, program?.Currency ?? "USD"),
                new Fact("Registered until", DisplayFormat.Time(lead.Deal!.ExpiresAt)),
                new Fact("Status", HandedLeadTexts.NameOf(lead.Status)),
            ],
            LeadForms.HistoryOf(lead)
        )
        {
            Form = LeadLinkReader.IsUpdatable(lead, clock.GetUtcNow())
                ? LeadForms.OfLead(lead, brand, LeadLinks.LeadPathOf(token), entered, shown.Mistake)
                : null,
        };
    }

    private static int StatusOf(LeadLinkResult.Open open) =>
        open.Mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private async Task<IResult> WithoutFormAsync(LeadLinkResult result, CancellationToken cancellationToken) =>
        result switch
        {
            LeadLinkResult.Inactive inactive => await StatusAsync(
                inactive.Lead,
                "Your partnership is not active",
                "Leads are handed to active partners only. Please reply to one of our e-mails.",
                StatusTone.Warning,
                StatusCodes.Status403Forbidden,
                cancellationToken
            ),
            LeadLinkResult.Expired => await pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "The time for this lead has passed. Look for a newer e-mail from us.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            LeadLinkResult.Invalid => await pages.InvalidLinkAsync(),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    private async Task<IResult> StatusAsync(
        PartnerLead lead,
        string title,
        string text,
        StatusTone tone,
        int status,
        CancellationToken cancellationToken
    ) =>
        await pages.StatusAsync(
            new StatusMessage(title, text, tone)
            {
                Brand = (await programs.FindAsync(lead.Program, cancellationToken))?.Brand(),
            },
            status
        );
}
