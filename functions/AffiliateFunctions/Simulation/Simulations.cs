using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Simulation;

/// <summary>Checks the period and replays its events.</summary>
internal sealed class Simulations(RuleBookStore ruleBooks, RuleBookSimulation simulation, TimeProvider clock)
    : ISimulations
{
    public async Task<Result<SimulationReport>> RunAsync(
        StoredRuleBook version,
        string from,
        string to,
        CancellationToken cancellationToken
    )
    {
        var period = Read(from, to);
        if (!period.Succeeded)
        {
            return period.Problem;
        }

        var rules = await ruleBooks.CompiledAsync(version, cancellationToken);
        return await simulation.RunAsync(version.Program, rules, period.Value.From, period.Value.To, cancellationToken);
    }

    private Result<SimulatedTime> Read(string fromText, string toText)
    {
        var errors = new List<(string, string)>();
        var (from, to) = (ReadTime(fromText, "/from"), ReadTime(toText, "/to"));
        if (to <= from)
        {
            errors.Add(("/to", "Give a time after 'from'."));
        }

        if (from > clock.GetUtcNow())
        {
            errors.Add(("/from", "Give a time in the past: only past events can be replayed."));
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : new SimulatedTime(from!.Value, to!.Value);

        DateTimeOffset? ReadTime(string text, string pointer)
        {
            var time = Instants.Read(text);
            if (time is null)
            {
                errors.Add((pointer, $"Give {WrittenTime.Form}."));
            }

            return time;
        }
    }

    /// <summary>The period as instants.</summary>
    private sealed record SimulatedTime(DateTimeOffset From, DateTimeOffset To);
}
