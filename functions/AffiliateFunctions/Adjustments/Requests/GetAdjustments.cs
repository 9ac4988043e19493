using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
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

        var errors = new List<(string, string)>();
        var filter = new AdjustmentFilter(
            PartnerOf(request.Query, errors),
            StatusOf(request.Query, errors),
            paging.Value.After
        );
        if (filter.After is { } after && !AdjustmentId.TryParse(after, out _))
        {
            errors.Add(("/cursor", "Send the next_cursor of an earlier response unchanged, or leave it out."));
        }

        return errors.Count > 0
            ? Problem.Invalid(errors)
            : await paging.Value.TakeAsync(
                adjustments.ListAsync(program.Slug, filter, cancellationToken),
                adjustment => adjustment.Id.Value,
                AdjustmentAnswer.Of
            );
    }

    private static PartnerId? PartnerOf(IQueryCollection query, List<(string, string)> errors)
    {
        if (!query.TryGetValue("partner", out var text))
        {
            return null;
        }

        if (PartnerId.TryParse(text, out var partner))
        {
            return partner;
        }

        errors.Add(("/partner", $"Give {PartnerId.Form}, or leave it out."));
        return null;
    }

    private static AdjustmentStatus? StatusOf(IQueryCollection query, List<(string, string)> errors)
    {
        if (!query.TryGetValue("status", out var text))
        {
            return null;
        }

        var all = Enum.GetValues<AdjustmentStatus>();
        if (all.Any(status => StoredJson.NameOf(status) == text))
        {
            return all.First(status => StoredJson.NameOf(status) == text);
        }

        errors.Add(("/status", $"Give one of {string.Join(", ", all.Select(StoredJson.NameOf))}, or leave it out."));
        return null;
    }
}
