using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>Returns adjustments by hand.</summary>
[Tags("Adjustments")]
public sealed class GetAdjustments(IPrograms programs, AdjustmentStore adjustments)
{
    /// <summary>Lists the adjustments of a program, page by page.</summary>
    [Function(nameof(ListAdjustments))]
    [EndpointSummary("Lists the adjustments by hand, the oldest first.")]
    [SortedBy("id, which begins with the time: the oldest comes first", "id")]
    [Paged]
    [QueryParameter<PartnerId>("partner", "Only adjustments of this partner.")]
    [QueryParameter<AdjustmentStatus>("status", "Only adjustments of this status.")]
    [ProducesResponseType<Page<AdjustmentAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListAdjustments(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/adjustments")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program => ListAsync(program, request, cancellationToken).Match(page => HttpResults.Ok(page)),
            cancellationToken
        );

    /// <summary>Returns one adjustment.</summary>
    [Function(nameof(GetAdjustment))]
    [EndpointSummary("Returns an adjustment by hand.")]
    [ProducesResponseType<AdjustmentAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetAdjustment(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/adjustments/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<AdjustmentId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
                AdjustmentId.TryParse(id, out var parsed)
                && await adjustments.FindAsync(program.Slug, parsed, cancellationToken) is { } adjustment
                    ? HttpResults.Ok(AdjustmentAnswer.Of(adjustment))
                    : HttpResults.Problem(Problem.NotFound($"There is no adjustment '{id}' in the program.")),
            cancellationToken
        );

    private async Task<Result<Page<AdjustmentAnswer>>> ListAsync(
        AffiliateProgram program,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var paging = PageRequest.Read(request);
        if (!paging.Succeeded)
        {
            return paging.Problem;
        }

        var values = new QueryValues(request.Query);
        var filter = new AdjustmentFilter(
            values.Value<PartnerId>("partner"),
            values.Choice<AdjustmentStatus>("status"),
            paging.Value.After
        );
        if (filter.After is { } after && !AdjustmentId.TryParse(after, out _))
        {
            values.Errors.Add(("/cursor", "Send the next_cursor of an earlier response unchanged, or leave it out."));
        }

        return values.Errors.Count > 0
            ? Problem.Invalid(values.Errors)
            : await paging.Value.TakeAsync(
                adjustments.ListAsync(program.Slug, filter, cancellationToken),
                adjustment => adjustment.Id.Value,
                AdjustmentAnswer.Of
            );
    }
}
