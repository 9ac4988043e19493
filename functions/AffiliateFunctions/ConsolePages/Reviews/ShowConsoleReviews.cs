using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PerformanceReview;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Reviews;

/// <summary>The reviews of a program, with the months that have none.</summary>
[Tags("Console")]
public sealed class ShowConsoleReviews(ConsoleRequests requests, IReviewViews reviews, TimeProvider clock)
{
    private const int Rows = 24;

    /// <inheritdoc cref="ShowConsoleReviews"/>
    [Function(nameof(ShowConsoleReviews))]
    [EndpointSummary("Lists the reviews of a program, the newest first, with the months that are skipped or missing.")]
    [QueryParameter<Period>("before", "Only months before this one, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/reviews")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var listed = await reviews.ListAsync(shown.Program, cancellationToken);
                Period? before = Period.TryParse(request.Query["before"], out var month) ? month : null;
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = shown.Frame(ConsoleSections.Reviews),
                        Title = "Reviews",
                        Lead = "Each review looks at the signals and the partners, and ends with a recorded decision.",
                        Blocks = [listed.Count == 0 ? NoneOf(shown) : TableOf(shown, listed, before)],
                    }
                );
            },
            cancellationToken
        );

    private static EmptyBlock NoneOf(ConsoleProgram shown) =>
        shown.Program.Charter is null
            ? new EmptyBlock(
                "No month is reviewed, because the program has no charter.",
                "Write the charter with its quality signals and its review cadence by PUT /api/programs/{slug}/charter."
            )
            : new EmptyBlock(
                "No month is reviewed yet.",
                "A month is measured once its cycle has been closed, at the start of the next month. The owner is then "
                    + "asked by e-mail to decide."
            )
            {
                Next = new ConsoleLink("Go to the cycles", shown.Path(ConsoleSections.Cycles)),
            };

    private TableBlock TableOf(ConsoleProgram shown, IReadOnlyList<ReviewMonth> listed, Period? before)
    {
        var path = shown.Path(ConsoleSections.Reviews);
        var rows = listed.Where(month => before is not { } end || month.Month < end).Take(Rows + 1).ToList();
        return new TableBlock(
            new DataTable(
                "The newest first",
                [
                    new TableColumn("Months", IsNumber: false),
                    new TableColumn("Status", IsNumber: false),
                    new TableColumn("Measured", IsNumber: false),
                    new TableColumn("Decision", IsNumber: false),
                    new TableColumn("Actions", IsNumber: false),
                ],
                [.. rows.Take(Rows).Select(month => RowOf(shown, month, path))]
            )
        )
        {
            Next = rows.Count > Rows ? $"{path}?before={rows[Rows - 1].Month}" : null,
            First = before is null ? null : path,
        };
    }

    private TableRow RowOf(ConsoleProgram shown, ReviewMonth month, string path) =>
        month.Review is { } review
            ? new TableRow([
                new TableCell(DisplayFormat.Months(review.Span), null) { Address = $"{path}/{month.Month}" },
                ReviewWords.StatusOf(shown, month),
                new TableCell(shown.Day(review.MeasuredAt), null),
                review.Decision is { } decision
                    ? new TableCell(
                        ReviewWords.DecisionOf(decision),
                        $"{ReviewWords.ActorOf(decision)}, {shown.Day(decision.DecidedAt)}"
                    )
                    : new TableCell("–", null),
                ReviewWords.ActionsOf(review.Actions, clock.GetUtcNow()),
            ])
            : new TableRow([
                new TableCell(DisplayFormat.Month(month.Month), null),
                ReviewWords.StatusOf(shown, month),
                new TableCell("–", null),
                new TableCell("–", null),
                new TableCell("–", null),
            ]);
}
