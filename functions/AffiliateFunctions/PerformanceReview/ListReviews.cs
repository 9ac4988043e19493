using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Lists the reviews of a program, and the months that ended without one.</summary>
[Tags("Reviews")]
public sealed class ListReviews(IPrograms programs, IReviewViews reviews)
{
    /// <inheritdoc cref="ListReviews"/>
    [Function(nameof(ListReviews))]
    [EndpointSummary("Lists a program's reviews, the newest first, with the months that have none.")]
    [EndpointDescription(
        "With a quarterly cadence the review of a quarter's last month covers the quarter; the other months are "
            + "`skipped_by_cadence`. A month of the last six without the review that the charter demands is `missing`."
    )]
    [SortedBy("period: the newest comes first", "period", IsDescending = true)]
    [Paged]
    [ResponseExample(
        """
            {
              "data": [
                {
                  "period": "2026-12",
                  "status": "decided",
                  "first_month": "2026-10",
                  "measured_at": "2027-01-01T09:00:00+00:00",
                  "decision": "keep",
                  "decided_by": "owner@example.com",
                  "decided_at": "2027-01-03T10:00:00+00:00"
                },
                { "period": "2026-11", "status": "skipped_by_cadence", "covered_by": "2026-12" }
              ],
              "next_cursor": null
            }
            """
    )]
    [ProducesResponseType<Page<ReviewLine>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/reviews")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var page = PageRequest.Read(request);
                if (!page.Succeeded)
                {
                    return HttpResults.Problem(page.Problem);
                }

                var lines = (await reviews.ListAsync(program, cancellationToken))
                    .Select(ReviewLine.Of)
                    .Where(line =>
                        page.Value.After is not { } after || string.CompareOrdinal(line.Period.Value, after) < 0
                    );
                return HttpResults.Ok(
                    await page.Value.TakeAsync(lines.ToAsyncEnumerable(), line => line.Period.Value, line => line)
                );
            },
            cancellationToken
        );
}

/// <summary>A review in the list.</summary>
/// <param name="Period">The month, or the last one of several.</param>
/// <param name="Status"><c>open</c>, <c>decided</c>, <c>skipped_by_cadence</c> or <c>missing</c>.</param>
internal sealed record ReviewLine(Period Period, string Status)
{
    /// <summary>The first month of a review that covers several months.</summary>
    public Period? FirstMonth { get; init; }

    /// <summary>The month whose review covers a skipped one.</summary>
    public Period? CoveredBy { get; init; }

    /// <summary>When the review was measured.</summary>
    public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>The decision about the program.</summary>
    public string? Decision { get; init; }

    /// <summary>The person or rule that decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The line of a month.</summary>
    public static ReviewLine Of(ReviewMonth month) =>
        new(month.Month, StatusOf(month.Status))
        {
            FirstMonth = month.Review?.FirstMonth,
            CoveredBy = month.CoveredBy,
            MeasuredAt = month.Review?.MeasuredAt,
            Decision = month.Review?.Decision?.Decision,
            DecidedBy = month.Review?.Decision?.Actor,
            DecidedAt = month.Review?.Decision?.DecidedAt,
        };

    private static string StatusOf(ReviewMonthStatus status) =>
        status switch
        {
            ReviewMonthStatus.Decided => "decided",
            ReviewMonthStatus.Skipped => "skipped_by_cadence",
            ReviewMonthStatus.Missing => "missing",
            _ => "open",
        };
}
