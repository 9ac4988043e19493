using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerPages.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>The disputes of a partner, with their state and answer.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerDisputes(PartnerRequests requests, IPartnerDisputes disputes, PageAnswers pages)
{
    private const int MaxDisputes = 100;

    /// <inheritdoc cref="ShowPartnerDisputes"/>
    [Function(nameof(ShowPartnerDisputes))]
    [EndpointSummary("Lists the disputes of a signed-in partner with their answers, the newest first; at most 100.")]
    [EndpointDescription("The page names no person of the company.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/disputes")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
                await pages.AnswerAsync<PartnerTablesPage>(
                    PageOf(account, await disputes.ListAsync(account.Program, account.Partner.Id, cancellationToken))
                ),
            cancellationToken
        );

    private static PartnerTables PageOf(PartnerAccount account, IReadOnlyList<PartnerDispute> own)
    {
        var path = PartnerPaths.Disputes(account.Program.Slug);
        var contest = new MissingStep(
            "Is a commission wrong, held without cause, or missing? The program's owner sees your claim beside the "
                + "calculation, decides, and gives you the reason.",
            "Contest a commission or a missing one",
            path
        );
        return new PartnerTables
        {
            Frame = PartnerFrames.Of(account, path),
            Title = "Disputes",
            Sections =
            [
                TableSections.Of(TableOf(account, own), "You have contested nothing so far."),
                new PartnerSection("Contest a commission") { Steps = [contest] },
            ],
        };
    }

    private static DataTable TableOf(PartnerAccount account, IReadOnlyList<PartnerDispute> own) =>
        new(
            "What you have contested, the newest first",
            [
                new TableColumn("Contested", IsNumber: false),
                new TableColumn("State", IsNumber: false),
                new TableColumn("Opened", IsNumber: false),
            ],
            [.. own.Take(MaxDisputes).Select(dispute => RowOf(account, dispute))]
        );

    private static TableRow RowOf(PartnerAccount account, PartnerDispute dispute) =>
        new([
            new TableCell(
                char.ToUpperInvariant(dispute.Contested[0]) + dispute.Contested[1..],
                dispute.Named.Count == 0 ? null : string.Join(", ", dispute.Named)
            )
            {
                Address = dispute.Commission is { } commission
                    ? PartnerPaths.Commission(account.Program.Slug, commission)
                    : null,
            },
            StateOf(account, dispute),
            new TableCell(account.Day(dispute.OpenedAt), null),
        ])
        {
            PartsTitle = "Your claim and the answer",
            Parts =
            [
                new RowPart($"You: {dispute.Claim}", string.Empty, Value: null),
                .. dispute.Answer.Select(line => new RowPart($"The program: {line}", string.Empty, Value: null)),
            ],
        };

    private static TableCell StateOf(PartnerAccount account, PartnerDispute dispute) =>
        dispute switch
        {
            { DecidedAt: { } at, Status: "granted" } => new TableCell("Granted", $"on {account.Day(at)}"),
            { DecidedAt: { } at, Status: "upheld" } => new TableCell(
                "Everything stays as it is",
                $"since {account.Day(at)}"
            ),
            { DecidedAt: { } at } => new TableCell("Not decided in time", $"ended on {account.Day(at)}"),
            _ => new TableCell("Open", "the program's owner decides"),
        };
}
