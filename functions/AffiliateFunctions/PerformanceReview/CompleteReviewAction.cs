using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Reports that an action of a review is done.</summary>
[Tags("Reviews")]
public sealed class CompleteReviewAction(IPrograms programs, ReviewActionReports reports, IAuditLog audit)
{
    private const int LongestName = 254;

    /// <inheritdoc cref="CompleteReviewAction"/>
    [Function(nameof(CompleteReviewAction))]
    [EndpointSummary("Reports that an action of a review is done; the next review shows the number before and after.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "result": "The landing page is live.", "on_behalf_of": "Sam Sales" }""")]
    [ResponseExample(
        """
            {
              "id": "2026-11-1",
              "kind": "task",
              "text": "Improve the landing page.",
              "owner": { "name": "sam@example.com", "email": "sam@example.com" },
              "due_at": "2026-12-20T23:59:59+00:00",
              "metric": "conversion_rate",
              "before": 0.04,
              "before_sample": 200,
              "before_too_few": false,
              "done_at": "2026-12-18T09:00:00+00:00",
              "result": "The landing page is live."
            }
            """
    )]
    [ProducesResponseType<ReviewAction>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "post",
            Route = "api/programs/{slug}/reviews/{period}/actions/{id}/done"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        [RouteValue<string>("The id of the action.")] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(body => CompleteAsync(program.Slug, period, id, body, cancellationToken))
                    .Match(HttpResults.Ok),
            cancellationToken
        );

    internal async Task<Result<ReviewAction>> CompleteAsync(
        ProgramSlug program,
        string period,
        string id,
        Body body,
        CancellationToken cancellationToken
    )
    {
        if (ReviewActionReports.MistakeOf(body.Result) is { } mistake)
        {
            return Problem.Invalid("/result", mistake);
        }

        if (body.OnBehalfOf is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName))
        {
            return Problem.Invalid(
                "/on_behalf_of",
                "Name the person who did it, in 1 to 254 characters, or leave it out."
            );
        }

        if (
            !Period.TryParse(period, out var parsed)
            || await reports.FindAsync(program, parsed, id, cancellationToken) is not var (_, found)
        )
        {
            return Problem.NotFound($"The program has no review of '{period}' with an action '{id}'.");
        }

        if (found.CancelledAt is not null)
        {
            return Problem.Conflict($"The action '{id}' was cancelled: {found.Result}");
        }

        var done = await reports.StoreAsync(program, parsed, id, body.Result, cancellationToken);
        await audit.RecordCallerAsync(
            program,
            "review_action_done",
            $"{parsed}:{id}",
            done.DoneAt!.Value,
            change: null,
            cancellationToken,
            reason: done.Result,
            onBehalfOf: body.OnBehalfOf
        );
        return done;
    }

    /// <summary>The report.</summary>
    /// <param name="Result">What was done.</param>
    /// <param name="OnBehalfOf">The person who did it. The caller's key is recorded as the actor.</param>
    public sealed record Body([property: DataType(DataType.MultilineText)] string Result, string? OnBehalfOf = null);
}
