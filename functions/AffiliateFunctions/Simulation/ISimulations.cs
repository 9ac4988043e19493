using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Simulation;

/// <summary>Simulates stored versions as callers ask for it. Nothing is stored.</summary>
public interface ISimulations
{
    /// <summary>Replays the events of a period under the version, or reports what is wrong with the period.</summary>
    /// <param name="version">The version.</param>
    /// <param name="from">The start of the period, an RFC 3339 date or time.</param>
    /// <param name="to">The end of the period, which is excluded.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The comparison; the pointers of a problem are <c>/from</c> and <c>/to</c>.</returns>
    Task<Result<SimulationReport>> RunAsync(
        StoredRuleBook version,
        string from,
        string to,
        CancellationToken cancellationToken
    );
}
