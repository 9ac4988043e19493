using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals;

/// <summary>Lists what people are asked to decide: whom, since when, until when, and what was decided.</summary>
[Tags("Approvals")]
public sealed class GetApprovals(
    IPrograms programs,
    ApprovalStore approvals,
    IEnumerable<IDecisionRequests> others,
    TimeProvider clock
)
{
    /// <inheritdoc cref="GetApprovals"/>
    [Function(nameof(GetApprovals))]
    [EndpointSummary("Lists the decisions that people are asked for, open or decided.")]
    [EndpointDescription(
        "The list contains no links: a decision is made by the link in the e-mail. Batches of held commissions and "
            + "reviews of components are listed too; they have no expiry."
    )]
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

                return HttpResults.Ok(
                    await paging.Value.TakeAsync(
                        ListAsync(program, wanted.Value!, paging.Value.After, cancellationToken),
                        approval => approval.Id,
                        approval => approval
                    )
                );
            },
            cancellationToken
        );

    // The approvals are listed from storage page by page. The other requests of a program are few.
    private async IAsyncEnumerable<ApprovalAnswer> ListAsync(
        AffiliateProgram program,
        Wanted wanted,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var further = await FurtherAsync(program, wanted, after, cancellationToken);
        var (now, next) = (clock.GetUtcNow(), 0);
        bool? isOpen = wanted.Status is { } status ? status == ApprovalStatus.Open : null;
        var stored = DecisionRequestKinds.All.Contains(wanted.Kind)
            ? AsyncEnumerable.Empty<StoredApproval>()
            : approvals.ListAsync(program.Slug, isOpen, after, cancellationToken);
        await foreach (var approval in stored.Select(approval => ApprovalAnswer.Of(approval, now)).Where(wanted.Fits))
        {
            for (; next < further.Count && string.CompareOrdinal(further[next].Id, approval.Id) < 0; next++)
            {
                yield return further[next];
            }

            yield return approval;
        }

        for (; next < further.Count; next++)
        {
            yield return further[next];
        }
    }

    private async Task<List<ApprovalAnswer>> FurtherAsync(
        AffiliateProgram program,
        Wanted wanted,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var further = new List<ApprovalAnswer>();
        if (wanted.Kind is not null && !DecisionRequestKinds.All.Contains(wanted.Kind))
        {
            return further;
        }

        foreach (var source in others)
        {
            var requests = source.ListAsync(program, wanted.Status == ApprovalStatus.Open, cancellationToken);
            further.AddRange(
                await requests.Select(ApprovalAnswer.Of).Where(wanted.Fits).ToListAsync(cancellationToken)
            );
        }

        return
        [
            .. further
                .Where(request => string.CompareOrdinal(request.Id, after) > 0)
                .OrderBy(request => request.Id, StringComparer.Ordinal),
        ];
    }

    private static Result<Wanted> Read(IQueryCollection query)
    {
        var values = new QueryValues(query);
        var status = values.Choice<ApprovalStatus>("status");
        var kind = values.Value<ApprovalKind>("kind")?.Value;
        return values.Errors.Count > 0 ? Problem.Invalid(values.Errors) : new Wanted(status, kind);
    }

    private sealed record Wanted(ApprovalStatus? Status, string? Kind)
    {
        public bool Fits(ApprovalAnswer approval) =>
            (Status is null || approval.Status == Status) && (Kind is null || approval.Kind == Kind);
    }
}
