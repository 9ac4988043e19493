using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>The deals that a partner has registered.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerDeals(
    PartnerRequests requests,
    IPartnerDeals deals,
    PageAnswers pages,
    TimeProvider clock
)
{
    private const int MaxDeals = 200;

    private const string None =
        "You have registered no deal. A deal protects a customer that you talk to before the sale: ask the program to "
        + "register the company with its domain.";

    /// <inheritdoc cref="ShowPartnerDeals"/>
    [Function(nameof(ShowPartnerDeals))]
    [EndpointSummary("Lists the registered deals of a signed-in partner, the newest first; at most 200.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/deals")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
            {
                var own = await deals.ListAsync(account.Program.Slug, account.Partner.Id, MaxDeals, cancellationToken);
                return await pages.AnswerAsync<PartnerTablesPage>(
                    new PartnerTables
                    {
                        Frame = PartnerFrames.Of(account, PartnerPaths.Deals(account.Program.Slug)),
                        Title = "Registered deals",
                        Sections = [TableSections.Of(TableOf(account, own), None)],
                    }
                );
            },
            cancellationToken
        );

    private DataTable TableOf(PartnerAccount account, IReadOnlyList<PartnerDeal> deals) =>
        new(
            "Customers of a deal in force are counted as yours",
            [
                new TableColumn("Company", IsNumber: false),
                new TableColumn("Stage", IsNumber: false),
                new TableColumn("Expected", IsNumber: true),
            ],
            [
                .. deals.Select(deal => new TableRow([
                    new TableCell(deal.Company, $"{deal.Domain}, registered on {account.Day(deal.RegisteredAt)}"),
                    clock.GetUtcNow() < deal.ExpiresAt
                        ? new TableCell("In force", $"until {account.Day(deal.ExpiresAt)}")
                        : new TableCell("Expired", $"on {account.Day(deal.ExpiresAt)}"),
                    new TableCell(deal.ExpectedAmount is { } amount ? account.Amount(amount) : "–", null),
                ])),
            ]
        );
}
