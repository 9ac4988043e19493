using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Payouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>The payouts and statements of a partner, month by month.</summary>
[Tags("Partner pages")]
public sealed class ShowPartnerPayouts(PartnerRequests requests, IPartnerPayouts payouts, PageAnswers pages)
{
    // The payout of each month is a request to storage.
    private const int Months = 8;

    /// <inheritdoc cref="ShowPartnerPayouts"/>
    [Function(nameof(ShowPartnerPayouts))]
    [EndpointSummary("Lists the payouts and statements of a signed-in partner, the newest first, page by page.")]
    [QueryParameter<Period>("before", "Only months before this one, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ShowPayouts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/payouts")] HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            account => ListAsync(request, account, cancellationToken),
            cancellationToken
        );

    /// <summary>Shows a statement of a partner.</summary>
    [Function(nameof(ShowPartnerStatement))]
    [EndpointSummary("Shows a statement to its signed-in partner.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ShowPartnerStatement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "partner/{program}/statements/{period}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        requests.ForPartnerAsync(
            request,
            program,
            async account =>
                Period.TryParse(period, out var month)
                && await payouts.StatementAsync(account.Program, account.Partner, month, cancellationToken)
                    is { } statement
                    ? await pages.AnswerAsync<PartnerStatementPage>(
                        new PartnerStatement
                        {
                            Frame = PartnerFrames.Of(account, PartnerPaths.Payouts(account.Program.Slug)),
                            Statement = statement,
                        }
                    )
                    : await requests.NotFoundAsync(),
            cancellationToken
        );

    private async Task<IResult> ListAsync(
        HttpRequest request,
        PartnerAccount account,
        CancellationToken cancellationToken
    )
    {
        var path = PartnerPaths.Payouts(account.Program.Slug);
        Period? before = Period.TryParse(request.Query["before"], out var month) ? month : null;
        var months = await payouts
            .MonthsAsync(account.Program, account.Partner, before, cancellationToken)
            .Take(Months + 1)
            .ToListAsync(cancellationToken);
        var shown = months.Take(Months).ToList();
        return await pages.AnswerAsync<PartnerTablesPage>(
            new PartnerTables
            {
                Frame = PartnerFrames.Of(account, path),
                Title = "Payouts and statements",
                Sections =
                [
                    TableSections.Of(
                        TableOf(account, shown),
                        "No month is closed yet. The first statement appears here when the month is closed, and is sent "
                            + "to you by e-mail."
                    ),
                ],
                Older = months.Count > Months ? $"{path}?before={shown[^1].Period}" : null,
                Newest = before is null ? null : path,
            }
        );
    }

    private static DataTable TableOf(PartnerAccount account, IReadOnlyList<PartnerMonth> months) =>
        new(
            "Each month leads to its statement",
            [
                new TableColumn("Month", IsNumber: false),
                new TableColumn("Payout", IsNumber: false),
                new TableColumn("Amount", IsNumber: true),
            ],
            [
                .. months.Select(month => new TableRow([
                    new TableCell(DisplayFormat.Month(month.Period), null)
                    {
                        Address = PartnerPaths.Statement(account.Program.Slug, month.Period),
                    },
                    StatusOf(account, month),
                    new TableCell(month.Payout is { } payout ? account.Amount(payout.Amount) : "–", null),
                ])),
            ]
        );

    internal static TableCell StatusOf(PartnerAccount account, PartnerMonth month) =>
        month.Payout switch
        {
            null when !month.IsDecided => new TableCell("Not decided yet", null),
            null => new TableCell("Nothing was paid", "the statement says why"),
            { Status: "paid", SettledAt: { } at } paid => new TableCell(
                $"Paid on {account.Day(at)}",
                PayoutMethodNames.Of(paid.Method)
            ),
            { Status: "paid" } paid => new TableCell("Paid", PayoutMethodNames.Of(paid.Method)),
            { Status: "reserved" } when !month.IsDecided => new TableCell("Waits for the program's approval", null),
            { Status: "reserved" } reserved => new TableCell("On its way", PayoutMethodNames.Of(reserved.Method)),
            { Status: "failed" } failed => new TableCell("Not made; the amount is due again", failed.Reason),
            { Status: "returned" } returned => new TableCell(
                "Sent back by the bank; the amount is due again",
                returned.Reason
            ),
            { } other => new TableCell("Put back; the amount is due again", other.Reason),
        };
}
