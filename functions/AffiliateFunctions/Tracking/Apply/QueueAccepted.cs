using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Queues events that were accepted some time ago and have not been applied. A process that is interrupted between
/// storing and queueing an event leaves such an event. In most cases its sender, who got no response, sends it again.
/// </summary>
public sealed class QueueAccepted(EventStore events, EventQueries queries, GroupCommit queue, TimeProvider clock)
{
    private const int MaxInMessage = 100;
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(2);

    /// <inheritdoc cref="QueueAccepted"/>
    [Function(nameof(QueueAccepted))]
    public async Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - MinAge;
        var waiting = queries.AcceptedAsync(cancellationToken).Where(stored => stored.Event.ReceivedAt < before);
        await foreach (var some in waiting.Chunk(MaxInMessage).WithCancellation(cancellationToken))
        {
            // A new attempt, so that the event is applied as stored: an erasure may have removed the person from the
            // event.
            var next = await Task.WhenAll(
                some.Select(async stored =>
                {
                    var attempt = stored.Event with { Attempt = stored.Event.Attempt + 1 };
                    return await events.ReopenAsync(stored, attempt, cancellationToken) ? attempt : null;
                })
            );
            await queue.AcceptAsync([.. next.OfType<TrackingEvent>()]);
        }
    }
}
