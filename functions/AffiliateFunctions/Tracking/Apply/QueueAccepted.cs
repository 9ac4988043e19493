using System.Collections.Concurrent;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Queues events that were accepted some time ago and have not been applied. A process that is interrupted between
/// storing and queueing an event leaves such an event. In most cases its sender, who got no response, sends it again.
/// </summary>
public sealed class QueueAccepted(
    EventStore events,
    EventQueries queries,
    GroupCommit queue,
    TimeProvider clock,
    ILogger<QueueAccepted> logger
)
{
    private const int MaxInMessage = 100;
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(2);

    /// <inheritdoc cref="QueueAccepted"/>
    [Function(nameof(QueueAccepted))]
    public Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - MinAge;
        return queries
            .AcceptedAsync(cancellationToken)
            .Where(stored => stored.Event.ReceivedAt < before)
            .Chunk(MaxInMessage)
            .ForEachIsolatedAsync(
                some => $"{some.Length} accepted events",
                some => QueueAsync(some, cancellationToken),
                logger,
                cancellationToken
            );
    }

    // A new attempt, so that the event is applied as stored: an erasure may have removed the person from the event.
    private async Task QueueAsync(StoredEvent[] accepted, CancellationToken cancellationToken)
    {
        var reopened = new ConcurrentQueue<TrackingEvent>();
        try
        {
            await accepted
                .ToAsyncEnumerable()
                .ForEachIsolatedAsync(
                    stored => $"the event {stored.Event.Id} of {stored.Event.Program}",
                    async stored =>
                    {
                        var attempt = stored.Event with { Attempt = stored.Event.Attempt + 1 };
                        if (await events.ReopenAsync(stored, attempt, cancellationToken))
                        {
                            reopened.Enqueue(attempt);
                        }
                    },
                    logger,
                    cancellationToken,
                    maxAtOnce: MaxInMessage
                );
        }
        finally
        {
            // Reopened events are queued even if others could not be reopened.
            await queue.AcceptAsync([.. reopened]);
        }
    }
}
