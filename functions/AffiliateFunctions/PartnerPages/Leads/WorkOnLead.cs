using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerPages.Leads;

/// <summary>
/// The page of a lead, on which the partner answers an offer or updates an accepted lead. GET changes nothing.
/// </summary>
[Tags("Partner pages")]
public sealed class WorkOnLead(PartnerRequests requests, IPartnerLeads leads, PageAnswers pages)
{
    /// <summary>Shows the lead with the form that its state allows.</summary>
    [Function(nameof(ShowHandedLead))]
    [EndpointSummary("Shows a signed-in partner a lead that is or was offered to it.")]
    [EndpointDescription("The contact is shown once the partner has accepted the lead.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ShowHandedLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/leads/{lead}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<LeadId>] string lead,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
                await AnswerAsync(
                    account,
                    lead,
                    await leads.FindAsync(account.Program, account.Partner, lead, cancellationToken)
                ),
            cancellationToken
        );

    /// <summary>Stores the answer to an offer, or an update of an accepted lead.</summary>
    [Function(nameof(SubmitHandedLead))]
    [EndpointSummary("Accepts or declines an offered lead, or updates an accepted one.")]
    [EndpointDescription("The form has the fields of the links in e-mails, and the same rules.")]
    [Consumes(typeof(LeadForm), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&stage=meeting&note=They+want+an+offer.&number=1")]
    [ProducesPages(200, 400, 403, 404, 409)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> SubmitHandedLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "partner/{program}/leads/{lead}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<LeadId>] string lead,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        requests.ForFormAsync(
            request,
            program,
            async (account, fields) =>
                await AnswerAsync(
                    account,
                    lead,
                    await leads.SubmitAsync(
                        account.Program,
                        account.Partner,
                        lead,
                        fields,
                        orchestrations,
                        cancellationToken
                    )
                ),
            cancellationToken
        );

    private async Task<IResult> AnswerAsync(PartnerAccount account, string lead, HandedLeadView? view)
    {
        if (view is null)
        {
            return await requests.NotFoundAsync();
        }

        var list = PartnerPaths.Leads(account.Program.Slug);
        var isAnswer = view.Outcome != LeadFormOutcome.Shown;
        return await pages.AnswerAsync<PartnerFormPage>(
            new PartnerForm
            {
                Frame = PartnerFrames.Of(account, list),
                Title = view.Title,
                Result = isAnswer ? view.Text : null,
                Paragraphs = isAnswer ? [] : [view.Text],
                Facts = view.Facts,
                Table = view.History,
                Form = view.Form is { } form ? WithToken(form, account, lead) : null,
                Next = new NextPage("Back to", "all leads", list),
            },
            view.Outcome switch
            {
                LeadFormOutcome.Mistake => StatusCodes.Status400BadRequest,
                LeadFormOutcome.NotActive => StatusCodes.Status403Forbidden,
                LeadFormOutcome.TooLate => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status200OK,
            }
        );
    }

    private static EntryForm WithToken(EntryForm form, PartnerAccount account, string lead) =>
        form with
        {
            Action = PartnerPaths.Lead(account.Program.Slug, LeadId.Parse(lead)),
            Hidden = new Dictionary<string, string>(form.Hidden) { [FormTokens.Field] = account.FormToken },
        };

    /// <summary>The fields of the form.</summary>
    /// <param name="FormToken">The token that the page contains.</param>
    /// <param name="Decision">For an offer: <c>accept</c> or <c>decline</c>.</param>
    /// <param name="Reason">For an offer: why the partner declines.</param>
    /// <param name="Stage">
    /// For an accepted lead: <c>meeting</c>, <c>negotiation</c>, <c>won</c>, <c>lost</c> or <c>extend</c>.
    /// </param>
    /// <param name="Note">For an accepted lead: what the partner adds.</param>
    /// <param name="Number">For an accepted lead: the number of the update, so that a form sent twice is one.</param>
    public sealed record LeadForm(
        string FormToken,
        string? Decision = null,
        [property: DataType(DataType.MultilineText)] string? Reason = null,
        string? Stage = null,
        [property: DataType(DataType.MultilineText)] string? Note = null,
        string? Number = null
    );
}
