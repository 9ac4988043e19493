using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Tracking.Apply;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using EventId = Affiliate.Domain.Identity.EventId;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Accepts events. While the load of the instance is low, events are stored and applied before the response is sent,
/// without a queue message. All other events go to the queue: those of large requests, those of requests that arrive
/// while <see cref="TrackingOptions.ApplyAtOnce"/> are accepted or applied or within a second of such a moment, and
/// those that storage keeps from being applied in time. A sender therefore gets a response only when its events are
/// applied or queued.
/// </summary>
public sealed partial class EventAcceptance(
    GroupCommit commit,
    GroupApplication application,
    IOptions<TrackingOptions> options,
    TimeProvider clock,
    ILogger<EventAcceptance> logger
)
{
    /// <summary>The maximum number of events of a request that are applied before the response is sent.</summary>
    internal const int MaxEvents = 10;

    // Requests that share a transaction end together, so that a busy instance has moments without any.
    internal static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

    // The requests that are accepted, and those whose events are still applied.
    private int underWay;

    // In UTC ticks.
    private long busyUntil;

    /// <summary>
    /// Accepts events of one program, each in its first attempt. Completes when the events are applied or queued.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <returns>
    /// The ids under which a different event is stored already. The events with these ids are not accepted.
    /// </returns>
    public async Task<IReadOnlySet<EventId>> AcceptAsync(IReadOnlyList<TrackingEvent> events)
    {
        Task applying = Task.CompletedTask;
        try
        {
            var isQuiet =
                IsQuietWith(Interlocked.Increment(ref underWay))
                && events.Count <= MaxEvents
                && application.HasRoom(events[0].Program);
            if (!isQuiet)
            {
                return await commit.AcceptAsync(events);
            }

            var stored = await commit.StoreAsync(events);
            if (stored.ToApply.Count > 0)
            {
                var early = application.ApplyAsync(events[0].Program, stored.ToApply, CancellationToken.None);
                applying = early;
                await ApplyOrQueueAsync(early, stored.ToApply);
            }

            return stored.Conflicts;
        }
        finally
        {
            _ = LeaveAsync(applying);
        }
    }

    private bool IsQuietWith(int requests)
    {
        var now = clock.GetUtcNow().UtcTicks;
        if (requests > options.Value.ApplyAtOnce)
        {
            Interlocked.Exchange(ref busyUntil, now + BusyFor.Ticks);
        }

        return now >= Interlocked.Read(ref busyUntil);
    }

    private async Task ApplyOrQueueAsync(Task<IReadOnlyList<TrackingEvent>> early, IReadOnlyList<TrackingEvent> events)
    {
        IReadOnlyList<TrackingEvent> putOff;
        try
        {
            putOff = await early.WaitAsync(options.Value.ApplyAtOnceFor, TimeProvider.System);
        }
        catch (Exception fault)
        {
            // The queue trigger applies the events again. A transient fault is over by then; any other fault ends with
            // the message in the poison queue.
            LogQueued(logger, events.Count, events[0].Program, fault);
            await commit.QueueAsync(events, CancellationToken.None);
            return;
        }

        await commit.PutOffAsync(putOff, CancellationToken.None);
    }

    // Events that are still being applied after the response has been sent continue to occupy the instance.
    private async Task LeaveAsync(Task applying)
    {
        await applying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref underWay);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} events of {Program} could not be applied in time and are queued"
    )]
    private static partial void LogQueued(ILogger logger, int count, ProgramSlug program, Exception fault);
}
