using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Leads;

/// <summary>The leads that are handed to a partner.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerLeads(PartnerRequests requests, IPartnerLeads leads, PageAnswers pages)
{
    private const int MaxLeads = 200;

    private const string None =
        "No lead is handed to you. When the program has a customer for you, it offers you the lead here and by e-mail.";

    /// <inheritdoc cref="ShowPartnerLeads"/>
    [Function(nameof(ShowPartnerLeads))]
    [EndpointSummary("Lists the leads that are offered to a signed-in partner, and those that it has accepted.")]
    [EndpointDescription("The latest come first; at most 200.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/leads")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
            {
                var own = await leads.ListAsync(account.Program.Slug, account.Partner.Id, MaxLeads, cancellationToken);
                return await pages.AnswerAsync<PartnerTablesPage>(
                    new PartnerTables
                    {
                        Frame = PartnerFrames.Of(account, PartnerPaths.Leads(account.Program.Slug)),
                        Title = "Leads",
                        Sections = [TableSections.Of(TableOf(account, own), None)],
                    }
                );
            },
            cancellationToken
        );

    private static DataTable TableOf(PartnerAccount account, IReadOnlyList<HandedLead> leads) =>
        new(
            "Open a lead to answer, or to tell how it goes",
            [
                new TableColumn("Company", IsNumber: false),
                new TableColumn("Stage", IsNumber: false),
                new TableColumn("Offered", IsNumber: false),
            ],
            [
                .. leads.Select(lead => new TableRow([
                    new TableCell(lead.Company, null) { Address = PartnerPaths.Lead(account.Program.Slug, lead.Id) },
                    new TableCell(lead.Status, lead.Detail),
                    new TableCell(account.Day(lead.Since), null),
                ])),
            ]
        );
}
