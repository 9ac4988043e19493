using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Notices very many clicks or leads of one partner from one network within an hour. Each instance of the app counts
/// for itself: it is a sign for a person to look, not an account.
/// </summary>
public sealed class BurstDetector(IOptions<ScreeningOptions> options, TimeProvider clock)
{
    private readonly RecentCounts<Source> counts = new(options.Value.MostFromNetwork, TimeSpan.FromHours(1), clock);

    /// <summary>Counts one more, and says whether there were too many before it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="type">Click or lead.</param>
    /// <param name="named">What names the partner: its id, or the code that was sent.</param>
    /// <param name="network">The name of the network; null where none is known, or where it is no public one.</param>
    public bool Notice(ProgramSlug program, EventType type, string named, string? network) =>
        network is not null && !counts.TryCount(new Source(program, type, named, network));

    private sealed record Source(ProgramSlug Program, EventType Type, string Named, string Network);
}
