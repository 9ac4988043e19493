using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The page on which the owner of a task reports that it is done. GET changes nothing; POST records the first report.
/// </summary>
[Tags("Reviews")]
public sealed class ReportReviewAction(
    IPrograms programs,
    ReviewActionLinks links,
    ReviewActionReports reports,
    ReviewActionPages pages,
    IAuditLog audit
)
{
    /// <summary>Shows the task and the form. Nothing is changed.</summary>
    [Function(nameof(ShowReviewAction))]
    [EndpointSummary("Shows a task of a review that is to be reported as done; changes nothing.")]
    [ProducesPages(200, 400, 409, 410)]
    public Task<IResult> ShowReviewAction(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "review-actions/{token}")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        WithAsync(
            token,
            (program, _, review, action) =>
                action.IsOpen
                    ? pages.FormAsync(program, review, action, token, result: null, mistake: null)
                    : pages.EndedAsync(program, review, action, StatusCodes.Status200OK, cancellationToken),
            cancellationToken
        );

    /// <summary>Records the report of the form.</summary>
    [Function(nameof(ReportReviewAction))]
    [EndpointSummary("Reports by link that a task of a review is done; the first report counts.")]
    [Consumes(typeof(ReportForm), "application/x-www-form-urlencoded")]
    [RequestExample("result=The+landing+page+is+live.")]
    [ProducesPages(200, 400, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Record(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "review-actions/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        return fields.Succeeded
            ? await WithAsync(
                token,
                (program, link, review, action) =>
                    RecordAsync(
                        new Reported(program, link, review, action, token),
                        fields.Value.GetValueOrDefault("result"),
                        cancellationToken
                    ),
                cancellationToken
            )
            : HttpResults.Problem(fields.Problem);
    }

    private async Task<IResult> RecordAsync(Reported of, string? result, CancellationToken cancellationToken)
    {
        if (!of.Action.IsOpen)
        {
            return await pages.EndedAsync(
                of.Program,
                of.Review,
                of.Action,
                StatusCodes.Status409Conflict,
                cancellationToken
            );
        }

        if (ReviewActionReports.MistakeOf(result) is { } mistake)
        {
            return await pages.FormAsync(of.Program, of.Review, of.Action, of.Token, result, mistake);
        }

        var (slug, period) = (of.Program.Slug, of.Review.Period);
        var done = await reports.StoreAsync(slug, period, of.Action.Id, result!, cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                slug,
                $"review:{period}:action:{done.Id}:reported",
                of.Link.Actor,
                "review_action_done",
                $"{period}:{done.Id}",
                done.Result,
                done.DoneAt!.Value
            ),
            cancellationToken
        );
        return await pages.EndedAsync(of.Program, of.Review, done, StatusCodes.Status200OK, cancellationToken);
    }

    // A link stays good for what it was made for: a task with another text or date has another link.
    private async Task<IResult> WithAsync(
        string text,
        Func<AffiliateProgram, LinkToken, StoredReview, ReviewAction, Task<IResult>> then,
        CancellationToken cancellationToken
    )
    {
        var (token, refusal) = links.Read(text);
        if (
            token is null
            || await programs.FindAsync(ProgramSlug.Parse(token.Program), cancellationToken) is not { } program
        )
        {
            return await pages.RefusedAsync(refusal);
        }

        var (period, id) = ReviewActionLinks.SubjectOf(token);
        return
            await reports.FindAsync(program.Slug, period, id, cancellationToken) is var (review, action)
            && ReviewActionLinks.HashOf(action) == token.ContentHash
            ? await then(program, token, review, action)
            : await pages.RefusedAsync(refusal);
    }

    /// <summary>The fields of the form on the page.</summary>
    /// <param name="Result">What was done.</param>
    public sealed record ReportForm(string Result);

    private sealed record Reported(
        AffiliateProgram Program,
        LinkToken Link,
        StoredReview Review,
        ReviewAction Action,
        string Token
    );
}
