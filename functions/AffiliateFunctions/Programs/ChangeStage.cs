using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Programs;

/// <summary>Moves a program to another stage when the requirements of that stage are met.</summary>
[Tags("Programs")]
public sealed class ChangeStage(IPrograms programs, StageChanges stages, IProgramRuleBooks rules)
{
    /// <inheritdoc cref="ChangeStage"/>
    [Function(nameof(ChangeStage))]
    [EndpointSummary("Moves a program to another stage.")]
    [EndpointDescription("draft, pilot, live, paused, closed. A conflict lists everything that the stage still needs.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "to": "pilot" }""")]
    [ProducesResponseType<ProgramAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/stage")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request.ReadJsonAsync<Body>(cancellationToken);
                if (!body.Succeeded)
                {
                    return HttpResults.Problem(body.Problem);
                }

                var changed = await stages.ChangeAsync(
                    program.Slug,
                    body.Value.To,
                    Callers.Unnamed,
                    reason: null,
                    cancellationToken
                );
                return changed.Succeeded
                    ? HttpResults.Ok(await ProgramAnswer.OfAsync(changed.Value, rules, cancellationToken))
                    : HttpResults.Problem(changed.Problem);
            },
            cancellationToken
        );

    /// <summary>The stage to move to.</summary>
    public sealed record Body(ProgramStage To);
}
