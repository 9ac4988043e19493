using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Takes messages of events that could not be applied however often they were tried, and finishes
/// their events as held: a person sees them and can try them again, and none stays on its way for ever. A message that
/// holds no events is kept in a queue of its own: the platform would try a message of a poison queue again without end.
/// </summary>
public sealed class HoldUndeliveredEvents(
    EventApplication application,
    RetryingQueues patience,
    QueueServiceClient queues,
    ILogger<HoldUndeliveredEvents> logger
)
{
    /// <summary>
    /// The queue of messages that hold no events. No function takes them, and the health counts them as poison.
    /// </summary>
    public const string UnreadableQueue = EventMessage.PoisonQueue + "-poison";

    private const string Undelivered = "undelivered";

    /// <inheritdoc cref="HoldUndeliveredEvents"/>
    [Function(nameof(HoldUndeliveredEvents))]
    public Task RunAsync(
        [QueueTrigger(EventMessage.PoisonQueue)] byte[] message,
        CancellationToken cancellationToken
    ) =>
        patience.DoAsync(
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
            events = EventMessage.Unpack(message);
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
        logger.LogError(fault, "A message that holds no events is kept in the queue {Queue}", UnreadableQueue);
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
