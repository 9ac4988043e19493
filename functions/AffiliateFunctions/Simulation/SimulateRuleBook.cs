using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Simulation;

/// <summary>
/// Simulates a stored version on the events of a period and compares the result with the granted commissions. Nothing
/// is stored.
/// </summary>
[Tags("Rule books")]
public sealed class SimulateRuleBook(IPrograms programs, RuleBookStore ruleBooks, ISimulations simulations)
{
    /// <inheritdoc cref="SimulateRuleBook"/>
    [Function(nameof(SimulateRuleBook))]
    [EndpointSummary("Replays the events of a period under a version and compares the amounts; writes nothing.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "from": "2026-10-01", "to": "2026-11-01" }""")]
    [ResponseExample(
        """
            {
              "events": 1,
              "currency": "USD",
              "actual_total": 2000,
              "simulated_total": 2500,
              "difference": 500,
              "by_partner": [
                { "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn", "actual": 2000, "simulated": 2500, "difference": 500 }
              ],
              "changed_count": 1,
              "changed": [
                {
                  "event_id": "sale-1",
                  "type": "sale",
                  "occurred_at": "2026-10-05T10:00:00+00:00",
                  "actual": [
                    { "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn", "rule": "revenue-share", "amount": 2000 }
                  ],
                  "simulated": [
                    { "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn", "rule": "revenue-share", "amount": 2500 }
                  ],
                  "decision": "pay"
                }
              ]
            }
            """
    )]
    [ProducesResponseType<SimulationReport>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules/{version}/simulate")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The number of a version.")] string version,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var found = await ruleBooks.RequireAsync(program.Slug, version, cancellationToken);
                var body = await found.ThenAsync(_ => request.ReadJsonAsync<Body>(cancellationToken));
                return body.Succeeded
                    ? (
                        await simulations.RunAsync(
                            found.Value.Stored,
                            body.Value.From,
                            body.Value.To,
                            cancellationToken
                        )
                    ).Match(HttpResults.Ok)
                    : HttpResults.Problem(body.Problem);
            },
            cancellationToken
        );

    /// <summary>The period of the simulation. <c>from</c> is included, <c>to</c> is excluded.</summary>
    public sealed record Body(string From, string To);
}
