using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals;

/// <summary>Lists what people are asked to decide: whom, since when, until when, and what was decided.</summary>
[Tags("Approvals")]
public sealed class GetApprovals(IPrograms programs, ApprovalStore approvals, TimeProvider clock)
{
    /// <inheritdoc cref="GetApprovals"/>
    [Function(nameof(GetApprovals))]
    [EndpointSummary("Lists the decisions that people are asked for, open or decided.")]
    [EndpointDescription("The list contains no links: a decision is made by the link in the e-mail.")]
    [SortedBy("id, which begins with the subject", "id")]
    [Paged]
    [QueryParameter<ApprovalStatus>("status", "Only approvals of this status.")]
    [QueryParameter<ApprovalKind>("kind", "Only approvals of this kind.")]
    [ProducesResponseType<Page<ApprovalAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/approvals")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var wanted = Read(request.Query);
                var paging = wanted.Then(_ => PageRequest.Read(request));
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var (status, kind) = wanted.Value!;
                var listed = approvals
                    .ListAsync(
                        program.Slug,
                        status is null ? null : status == ApprovalStatus.Open,
                        paging.Value.After,
                        cancellationToken
                    )
                    .Where(approval => status is null || ApprovalAnswer.StatusOf(approval) == status)
                    .Where(approval => kind is null || approval.Request.Kind == kind);
                var now = clock.GetUtcNow();
                return HttpResults.Ok(
                    await paging.Value.TakeAsync(
                        listed,
                        approval => approval.Request.Id,
                        approval => ApprovalAnswer.Of(approval, now)
                    )
                );
            },
            cancellationToken
        );

    private static Result<Wanted> Read(IQueryCollection query)
    {
        var values = new QueryValues(query);
        var status = values.Choice<ApprovalStatus>("status");
        var kind = values.Value<ApprovalKind>("kind")?.Value;
        return values.Errors.Count > 0 ? Problem.Invalid(values.Errors) : new Wanted(status, kind);
    }

    private sealed record Wanted(ApprovalStatus? Status, string? Kind);
}
