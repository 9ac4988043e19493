using Affiliate.Domain.Identity;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Returns a review: as JSON to programs, as a page to browsers.</summary>
[Tags("Reviews")]
public sealed class GetReview(
    IPrograms programs,
    ReviewStore reviews,
    ReviewPackets packets,
    ReviewActionProgress progress,
    PageAnswers pages
)
{
    /// <inheritdoc cref="GetReview"/>
    [Function(nameof(GetReview))]
    [EndpointSummary("Returns a review, as JSON or as a page.")]
    [ResponseExample(
        """
            {
              "program": "acme",
              "period": "2026-11",
              "currency": "USD",
              "measured_at": "2026-12-01T09:00:00+00:00",
              "signals": [
                {
                  "layer": "business_signal",
                  "metric": "refund_rate",
                  "value": 0.025,
                  "unit": "share",
                  "sample": 40,
                  "target": 0.05,
                  "status": "met",
                  "trend": []
                },
                {
                  "layer": "business_signal",
                  "metric": "net_revenue",
                  "value": 480000,
                  "unit": "amount",
                  "sample": 40,
                  "status": "no_target",
                  "trend": []
                }
              ],
              "scorecards": [
                {
                  "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
                  "clicks": 200,
                  "leads": 0,
                  "sales": 40,
                  "revenue": 480000,
                  "refunds": 1,
                  "commission": 78000,
                  "lead_customers": 0,
                  "qualified_leads": 0,
                  "renewals": 12,
                  "fees": 0,
                  "days_since_last_conversion": 3,
                  "past": { "clicks": 150, "sales": 31.5, "net_revenue": 390000, "refund_rate": 0.0317 },
                  "past_periods": 2,
                  "recommendation": "keep",
                  "why": "no condition of the rule book holds",
                  "net_revenue": 480000,
                  "refund_rate": 0.025,
                  "conversion_rate": 0.2,
                  "margin": 0.8375,
                  "epc": 390
                }
              ],
              "medians": { "clicks": 80, "sales": 12, "net_revenue": 120000, "refund_rate": 0.04 },
              "cohorts": [
                {
                  "month": "2026-10",
                  "approved": 4,
                  "with_click": 3,
                  "with_sale": 1,
                  "active": 2,
                  "revenue": 480000,
                  "commission": 78000
                }
              ],
              "breaches": [],
              "submissions": [],
              "actions": [],
              "has_enough_samples": true
            }
            """
    )]
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
                    return HttpResults.Problem(await MissingAsync(program.Slug, period, cancellationToken));
                }

                return request.WantsPage()
                    ? await pages.AnswerAsync<ReviewPacketPage>(
                        await packets.OfAsync(program, review, form: null, cancellationToken)
                    )
                    : HttpResults.Ok(await progress.CompleteAsync(review, cancellationToken));
            },
            cancellationToken
        );

    private async Task<Problem> MissingAsync(ProgramSlug program, string text, CancellationToken cancellationToken) =>
        Period.TryParse(text, out var period)
        && await reviews.FindSkippedAsync(program, period, cancellationToken) is { } skipped
            ? Problem.NotFound(skipped.Sentence)
            : Problem.NotFound($"The program has no review of '{text}' yet.");
}
