using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;
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
public sealed class SimulateRuleBook(
    IPrograms programs,
    RuleBookStore ruleBooks,
    RuleBookSimulation simulation,
    TimeProvider clock
)
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
                var span = await found.ThenAsync(_ => ReadAsync(request, cancellationToken));
                if (!span.Succeeded)
                {
                    return HttpResults.Problem(span.Problem);
                }

                var rules = await ruleBooks.CompiledAsync(found.Value.Stored, cancellationToken);
                return HttpResults.Ok(
                    await simulation.RunAsync(program.Slug, rules, span.Value.From, span.Value.To, cancellationToken)
                );
            },
            cancellationToken
        );

    private async Task<Result<SimulatedTime>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync<Body>(cancellationToken);
        if (!body.Succeeded)
        {
            return body.Problem;
        }

        var errors = new List<(string, string)>();
        var (from, to) = (Read(body.Value.From, "/from"), Read(body.Value.To, "/to"));
        if (to <= from)
        {
            errors.Add(("/to", "Give a time after 'from'."));
        }

        if (from > clock.GetUtcNow())
        {
            errors.Add(("/from", "Give a time in the past: only past events can be replayed."));
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : new SimulatedTime(from!.Value, to!.Value);

        DateTimeOffset? Read(string text, string pointer)
        {
            var time = Instants.Read(text);
            if (time is null)
            {
                errors.Add((pointer, $"Give {WrittenTime.Form}."));
            }

            return time;
        }
    }

    /// <summary>The period of the simulation. <c>from</c> is included, <c>to</c> is excluded.</summary>
    public sealed record Body(string From, string To);

    /// <summary>The period as instants.</summary>
    private sealed record SimulatedTime(DateTimeOffset From, DateTimeOffset To);
}
