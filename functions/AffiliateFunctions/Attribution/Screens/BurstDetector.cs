using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Detects unusually many clicks or leads of one partner from one network within an hour. Each app instance counts
/// separately: the result prompts a check by a person and is not an exact count.
/// </summary>
public sealed class BurstDetector(IOptions<ScreeningOptions> options, TimeProvider clock)
{
    private readonly RecentCounts<Source> counts = new(options.Value.MostFromNetwork, TimeSpan.FromHours(1), clock);

    /// <summary>Counts one more, and returns whether there were too many before it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="type">The event type: click or lead.</param>
    /// <param name="named">What identifies the partner: its id, or the code that was sent.</param>
    /// <param name="network">The pseudonym of the network; null if the network is unknown or not public.</param>
    public bool Observe(ProgramSlug program, EventType type, string named, string? network) =>
        network is not null && !counts.TryCount(new Source(program, type, named, network));

    private sealed record Source(ProgramSlug Program, EventType Type, string Named, string Network);
}
