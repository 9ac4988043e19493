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
    // Events that are queued at the same time share messages.
    private const int MaxAtOnce = 100;
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(2);

    /// <inheritdoc cref="QueueAccepted"/>
    [Function(nameof(QueueAccepted))]
    public Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - MinAge;
        return queries
            .AcceptedAsync(cancellationToken)
            .Where(stored => stored.Event.ReceivedAt < before)
            .ForEachIsolatedAsync(
                stored => $"the event {stored.Event.Id} of {stored.Event.Program}",
                stored => QueueAsync(stored, cancellationToken),
                logger,
                cancellationToken,
                maxAtOnce: MaxAtOnce
            );
    }

    // A new attempt, so that the event is applied as stored: an erasure may have removed the person from the event.
    private async Task QueueAsync(StoredEvent stored, CancellationToken cancellationToken)
    {
        var attempt = stored.Event with { Attempt = stored.Event.Attempt + 1 };
        if (await events.ReopenAsync(stored, attempt, cancellationToken))
        {
            await queue.AcceptAsync([attempt]);
        }
    }
}
