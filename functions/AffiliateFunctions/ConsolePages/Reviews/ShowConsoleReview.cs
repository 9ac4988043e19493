using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PerformanceReview;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Reviews;

/// <summary>A review: signals, steps, actions, scorecards and the decision.</summary>
[Tags("Console")]
public sealed class ShowConsoleReview(ConsoleRequests requests, IReviewViews reviews)
{
    /// <inheritdoc cref="ShowConsoleReview"/>
    [Function(nameof(ShowConsoleReview))]
    [EndpointSummary("Shows a review: its decision, signals, worst steps, actions, scorecards and notes.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/reviews/{period}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                if (!Period.TryParse(period, out var month))
                {
                    return await requests.NotFoundAsync(request, shown.Program);
                }

                if (await reviews.FindAsync(shown.Program, month, cancellationToken) is { } view)
                {
                    return await requests.ShowAsync(PageOf(shown, view));
                }

                return await reviews.FindSkippedAsync(shown.Program, month, cancellationToken) is { } skipped
                    ? await requests.ShowAsync(PageOf(shown, skipped))
                    : await requests.NotFoundAsync(request, shown.Program);
            },
            cancellationToken
        );

    private static ConsolePage PageOf(ConsoleProgram shown, ReviewView view) =>
        new()
        {
            Frame = FrameOf(shown),
            Title = $"Review of {DisplayFormat.Months(view.Review.Span)}",
            Lead = view.Packet.Summary,
            Blocks = [.. ReviewBlocks.Of(shown, view)],
        };

    private static ConsolePage PageOf(ConsoleProgram shown, SkippedReview skipped) =>
        new()
        {
            Frame = FrameOf(shown),
            Title = $"No review of {DisplayFormat.Month(skipped.Period)}",
            Blocks =
            [
                new EmptyBlock(skipped.Sentence)
                {
                    Next = new ConsoleLink(
                        $"Go to the review of {DisplayFormat.Month(skipped.CoveredBy)}",
                        shown.Path($"{ConsoleSections.Reviews}/{skipped.CoveredBy}")
                    ),
                },
            ],
        };

    private static ConsoleFrame FrameOf(ConsoleProgram shown) => shown.FrameBelow(ConsoleSections.Reviews);
}
