using System.Threading.RateLimiting;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Events;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tracking.Screens;

/// <summary>
/// Notices very many clicks or leads of one partner from one network within an hour. Each instance of the app counts for itself: it is
/// a sign for a person to look, not an account.
/// </summary>
internal sealed class Bursts(IOptions<TrackingOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<Source> limiter = PartitionedRateLimiter.Create<Source, Source>(source => RateLimitPartition.GetSlidingWindowLimiter(
        source,
        _ => new SlidingWindowRateLimiterOptions { PermitLimit = options.Value.MostFromNetwork, Window = TimeSpan.FromHours(1), SegmentsPerWindow = 6 }));

    /// <summary>Counts one more, and says whether there were too many before it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="type">Click or lead.</param>
    /// <param name="named">What names the partner: its id, or the code that was sent.</param>
    /// <param name="network">The name of the network; null where none is known, or where it is no public one.</param>
    public bool Notice(ProgramSlug program, EventType type, string named, string? network)
    {
        if (network is null)
        {
            return false;
        }

        using var lease = limiter.AttemptAcquire(new Source(program, type, named, network));
        return !lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();

    private sealed record Source(ProgramSlug Program, EventType Type, string Named, string Network);
}
