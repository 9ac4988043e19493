using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Returns a review: as JSON to programs, as a page to browsers.</summary>
[Tags("Reviews")]
public sealed class GetReview(IPrograms programs, ReviewStore reviews, PageAnswers pages)
{
    /// <inheritdoc cref="GetReview"/>
    [Function(nameof(GetReview))]
    [EndpointSummary("Returns a review, as JSON or as a page.")]
    [ProducesResponseType<StoredReview>(StatusCodes.Status200OK, "application/json", "text/html")]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/reviews/{period}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                if (
                    !Period.TryParse(period, out var parsed)
                    || await reviews.FindAsync(program.Slug, parsed, cancellationToken) is not { } review
                )
                {
                    return HttpResults.Problem(Problem.NotFound($"The program has no review of '{period}' yet."));
                }

                return request.WantsPage()
                    ? await pages.AnswerAsync<ReviewPacketPage>(PacketOf(program, review))
                    : HttpResults.Ok(review);
            },
            cancellationToken
        );

    private static ReviewPacket PacketOf(AffiliateProgram program, StoredReview review) =>
        new()
        {
            ProgramName = program.Name,
            Period = review.Period.Value,
            Decision = review.Decision is { } decision
                ?
                [
                    new("Decision", decision.Decision),
                    new("Decided by", decision.Actor),
                    new("Decided at", DisplayFormat.Time(decision.DecidedAt)),
                    new("Reason", decision.Reason ?? "none given"),
                ]
                : [new("Decision", "still open")],
            Layers =
            [
                .. review
                    .Signals.GroupBy(signal => signal.Layer)
                    .Select(layer => new FactGroup(
                        ReviewText.Name(layer.Key),
                        [
                            .. layer.Select(signal => new Fact(
                                ReviewText.Name(signal.Metric),
                                ReviewText.Of(signal, review.Currency)
                            )),
                        ]
                    )),
            ],
            Scorecards = [.. review.Scorecards.Select(card => ReviewText.Of(card, review.Currency))],
        };
}
