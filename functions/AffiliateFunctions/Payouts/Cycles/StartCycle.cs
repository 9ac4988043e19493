using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Starts the cycle of a month that has ended. Each period runs once; a repeated request starts no second run.
/// </summary>
[Tags("Cycles")]
public sealed class StartCycle(IPrograms programs, CycleStarter starter, TimeProvider clock)
{
    /// <inheritdoc cref="StartCycle"/>
    [Function(nameof(StartCycle))]
    [EndpointSummary("Starts the cycle of a month that has ended; a period runs once.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "period": "2026-11" }""")]
    [ResponseExample(
        """
            {
              "status": "closing",
              "partners": 0,
              "total": 0,
              "approvals": [],
              "files": [],
              "approved_at": null
            }
            """
    )]
    [ProducesResponseType<CycleAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/cycles")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
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

                if (program.Stage is not (ProgramStage.Pilot or ProgramStage.Live))
                {
                    return HttpResults.Problem(
                        Problem.Conflict(
                            $"A program that is {program.Stage.ToString().ToLowerInvariant()} makes no payouts; "
                                + "only a pilot or live program does."
                        )
                    );
                }

                if (body.Value.Period.End(program.Zone) > clock.GetUtcNow())
                {
                    return HttpResults.Problem(Problem.Conflict($"The period {body.Value.Period} has not ended yet."));
                }

                var cycle = await starter.StartAsync(
                    program,
                    body.Value.Period,
                    "key",
                    orchestrations,
                    cancellationToken
                );
                return HttpResults.Accepted(CycleAnswer.Of(cycle));
            },
            cancellationToken
        );

    /// <summary>The month.</summary>
    public sealed record Body(Period Period);
}
