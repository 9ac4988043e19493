using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Months;

/// <summary>The cycles of a program.</summary>
[Tags("Console")]
public sealed class ShowConsoleCycles(ConsoleRequests requests, ICycleViews cycles)
{
    // Each cycle costs a request to storage.
    private const int Rows = 6;

    /// <inheritdoc cref="ShowConsoleCycles"/>
    [Function(nameof(ShowConsoleCycles))]
    [EndpointSummary("Lists the cycles of a program, the newest first, page by page.")]
    [QueryParameter<Period>("before", "Only months before this one, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/cycles")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                Period? before = Period.TryParse(request.Query["before"], out var month) ? month : null;
                var listed = await cycles.ListAsync(shown.Program.Slug, before, Rows + 1, cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Cycles),
                        Title = "Cycles and payouts",
                        Lead = "Each month is closed, computed, approved, paid, settled and reviewed.",
                        Blocks = [listed.Count == 0 ? None : TableOf(shown, listed, before)],
                    }
                );
            },
            cancellationToken
        );

    private static EmptyBlock None { get; } =
        new(
            "No month is closed yet.",
            "The timer closes a month of a live program at the start of the next one; POST /api/programs/{slug}/cycles "
                + "closes one by hand."
        );

    private static TableBlock TableOf(ConsoleProgram shown, IReadOnlyList<CycleView> listed, Period? before)
    {
        var path = shown.Path(ConsoleSections.Cycles);
        return new TableBlock(
            new DataTable(
                "The newest first",
                [
                    new TableColumn("Month", IsNumber: false),
                    new TableColumn("Status", IsNumber: false),
                    new TableColumn("Partners", IsNumber: true),
                    new TableColumn("Total", IsNumber: true),
                ],
                [
                    .. listed
                        .Take(Rows)
                        .Select(cycle => new TableRow([
                            new TableCell(DisplayFormat.Month(cycle.Period), null)
                            {
                                Address = $"{path}/{cycle.Period}",
                            },
                            CycleText.StatusOf(cycle.Status),
                            new TableCell(
                                ProgramText.Number(cycle.Partners),
                                cycle.SkippedPartners == 0
                                    ? null
                                    : $"{ProgramText.Number(cycle.SkippedPartners)} not paid"
                            ),
                            new TableCell(ConsoleProgram.Amount(cycle.Total, cycle.Currency), null),
                        ])),
                ]
            )
        )
        {
            Next = listed.Count > Rows ? $"{path}?before={listed[Rows - 1].Period}" : null,
            First = before is null ? null : path,
        };
    }
}
