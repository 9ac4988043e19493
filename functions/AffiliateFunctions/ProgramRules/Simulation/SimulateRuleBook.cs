using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ProgramRules.Simulation;

/// <summary>Answers what a stored version would have made of the events of some time; writes nothing.</summary>
internal sealed class SimulateRuleBook(IPrograms programs, RuleBookStore ruleBooks, RuleBookSimulation simulation, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    [Function(nameof(SimulateRuleBook))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules/{version}/simulate")] HttpRequest request,
        string slug,
        string version,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var found = await program.ThenAsync(known => ruleBooks.RequireAsync(known.Slug, version, cancellationToken));
        var span = await found.ThenAsync(_ => ReadAsync(request, cancellationToken));
        if (!span.Succeeded)
        {
            return Answer.Problem(span.Problem);
        }

        var rules = await ruleBooks.CompiledAsync(found.Value.Stored, cancellationToken);
        return Answer.Ok(await simulation.RunAsync(program.Value!.Slug, rules, span.Value.From, span.Value.To, cancellationToken));
    }

    private async Task<Result<SimulatedTime>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync<SimulatedTime>(cancellationToken);
        return !body.Succeeded ? body.Problem
            : body.Value.To <= body.Value.From ? Problem.Invalid("/to", "Give a time after 'from'.")
            : body.Value.To - body.Value.From > Longest ? Problem.Invalid("/from", "Simulate 366 days at most.")
            : body.Value.From > clock.GetUtcNow() ? Problem.Invalid("/from", "Give a time in the past: events are replayed.")
            : body.Value;
    }

    /// <summary>The body: the events from one time until before another.</summary>
    internal sealed record SimulatedTime(DateTimeOffset From, DateTimeOffset To);
}
