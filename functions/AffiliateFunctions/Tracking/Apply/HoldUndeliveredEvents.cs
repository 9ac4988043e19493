using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Receives messages whose events could not be applied after all retries, and holds their events. A person sees these
/// events and can retry them, so that no event stays in progress forever. A message that contains no events is kept in
/// a separate queue, because the platform would retry a message of a poison queue without end.
/// </summary>
public sealed class HoldUndeliveredEvents(
    EventApplication application,
    RetryingQueues retryingQueues,
    QueueServiceClient queues,
    ILogger<HoldUndeliveredEvents> logger
)
{
    /// <summary>
    /// The queue for messages that contain no events. No function reads this queue, and the health report counts its
    /// messages as poison.
    /// </summary>
    public const string UnreadableQueue = EventMessage.PoisonQueue + "-poison";

    private const string Undelivered = "undelivered";

    /// <inheritdoc cref="HoldUndeliveredEvents"/>
    [Function(nameof(HoldUndeliveredEvents))]
    public Task RunAsync(
        [QueueTrigger(EventMessage.PoisonQueue)] byte[] message,
        CancellationToken cancellationToken
    ) =>
        retryingQueues.DoAsync(
            EventMessage.PoisonQueue,
            message,
            cancelled => HoldAsync(message, cancelled),
            cancellationToken
        );

    private async Task HoldAsync(byte[] message, CancellationToken cancellationToken)
    {
        IReadOnlyList<TrackingEvent> events;
        try
        {
            events = EventMessage.Body.Unpack(message);
        }
        catch (InvalidDataException fault)
        {
            await KeepUnreadableAsync(message, fault, cancellationToken);
            return;
        }

        foreach (var trackingEvent in events)
        {
            await application.SetAsideAsync(trackingEvent, Undelivered, cancellationToken);
        }
    }

    private async Task KeepUnreadableAsync(
        byte[] message,
        InvalidDataException fault,
        CancellationToken cancellationToken
    )
    {
        logger.LogError(fault, "A message without readable events is kept in the queue {Queue}", UnreadableQueue);
        var queue = queues.GetQueueClient(UnreadableQueue);
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var forEver = TimeSpan.FromSeconds(-1);
        await queue.SendMessageAsync(
            new BinaryData(message),
            timeToLive: forEver,
            cancellationToken: cancellationToken
        );
    }
}
