using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Programs;

/// <summary>Returns programs.</summary>
[Tags("Programs")]
public sealed class GetPrograms(ProgramStore programs, IProgramRuleBooks rules)
{
    /// <summary>Lists all programs.</summary>
    [Function(nameof(ListPrograms))]
    [EndpointSummary("Lists the programs.")]
    [SortedBy("slug", "slug")]
    [Paged]
    [ProducesResponseType<Page<ProgramAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400)]
    public async Task<IResult> ListPrograms(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var paging = PageRequest.Read(request);
        if (!paging.Succeeded)
        {
            return HttpResults.Problem(paging.Problem);
        }

        var page = await paging.Value.TakeAsync(
            programs.ListAfterAsync(paging.Value.After, cancellationToken),
            p => p.Slug.Value,
            p => p
        );
        var answers = await Task.WhenAll(page.Data.Select(p => ProgramAnswer.OfAsync(p, rules, cancellationToken)));
        return HttpResults.Ok(new Page<ProgramAnswer>(answers, page.NextCursor));
    }

    /// <summary>Returns one program with its charter, components and limits.</summary>
    [Function(nameof(GetProgram))]
    [EndpointSummary("Returns a program with its stage, limits and charter.")]
    [ProducesResponseType<ProgramAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetProgram(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program => HttpResults.Ok(await ProgramAnswer.OfAsync(program, rules, cancellationToken)),
            cancellationToken
        );
}
