using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Components;

/// <summary>Lists the five components, whether or not they are defined.</summary>
[Tags("Programs")]
public sealed class ListComponents(ProgramStore programs, TimeProvider clock)
{
    /// <inheritdoc cref="ListComponents"/>
    [Function(nameof(ListComponents))]
    [EndpointSummary("Lists the five components with the times of their last review and of their next one.")]
    [SortedBy("the steps of a program, from onboarding to review")]
    [ProducesResponseType<Page<ComponentAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/components")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var now = clock.GetUtcNow();
                var components = await programs.ComponentsAsync(program.Slug, cancellationToken);
                var answers = Enum.GetValues<ComponentName>()
                    .Select(name => ComponentAnswer.Of(name, components.FirstOrDefault(c => c.Name == name), now));
                return HttpResults.Ok(new Page<ComponentAnswer>([.. answers], NextCursor: null));
            },
            cancellationToken
        );
}
