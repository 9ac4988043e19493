using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Applies a message of events. Every step has the event's id and is stored once. A message may therefore be delivered
/// several times, be interrupted anywhere and be applied by several instances with the effect of one delivery. An
/// unreadable message throws and ends in the poison queue; while storage is unavailable a message waits.
/// </summary>
public sealed class ApplyTrackingEvents(
    GroupApplication groups,
    EventIsolation isolation,
    GroupCommit queue,
    RetryingQueues retryingQueues,
    TimeProvider clock
)
{
    // A sender that sends an event again can have it applied before a message that waits in a backlog, and a person can
    // correct it then. The row of an older event is therefore read again.
    private static readonly TimeSpan VersionLifetime = TimeSpan.FromSeconds(30);

    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#message-metadata
    private const string DequeueCount = "DequeueCount";

    /// <inheritdoc cref="ApplyTrackingEvents"/>
    [Function(nameof(ApplyTrackingEvents))]
    public Task RunAsync(
        [QueueTrigger(EventMessage.Queue)] byte[] message,
        FunctionContext context,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            message,
            isFirstDelivery: context.BindingContext.BindingData.GetValueOrDefault(DequeueCount) is "1",
            cancellationToken
        );

    /// <summary>Applies a message, or puts the message back in the queue while storage is unavailable.</summary>
    internal Task RunAsync(byte[] message, bool isFirstDelivery, CancellationToken cancellationToken) =>
        retryingQueues.DoAsync(
            EventMessage.Queue,
            message,
            cancelled => ApplyAsync(message, isFirstDelivery, cancelled),
            cancellationToken,
            putBack: EventMessage.WithoutVersions
        );

    private async Task ApplyAsync(byte[] message, bool isFirstDelivery, CancellationToken cancellationToken)
    {
        var trustedFrom = clock.GetUtcNow() - VersionLifetime;
        List<TrackingEvent> events =
        [
            .. EventMessage
                .Body.Unpack(message)
                .Select(trackingEvent =>
                    isFirstDelivery && trackingEvent.ReceivedAt > trustedFrom
                        ? trackingEvent
                        : trackingEvent with
                        {
                            RowVersion = null,
                        }
                ),
        ];
        var early = new List<TrackingEvent>();
        foreach (var program in events.GroupBy(trackingEvent => trackingEvent.Program))
        {
            // Events that have failed before are applied in isolation, so that other events do not fail with them
            // again.
            early.AddRange(
                isFirstDelivery
                    ? await groups.ApplyAsync(program.Key, [.. program], cancellationToken)
                    : await isolation.ApplyAsync(program.Key, [.. program], cancellationToken)
            );
        }

        // Early refunds wait in a message of their own and do not delay the other events. If only early refunds are
        // left, the queue's own retries limit how long they wait.
        if (early.Count == events.Count)
        {
            throw new SaleNotAppliedException(early[0].Id);
        }

        if (early.Count > 0)
        {
            await queue.PutOffAsync(early, cancellationToken);
        }
    }
}

/// <summary>A refund arrived before its sale was applied; the message is delivered again.</summary>
internal sealed class SaleNotAppliedException(Affiliate.Domain.Identity.EventId refund)
    : Exception($"The sale of the refund {refund} is not in the ledger yet; the refund is retried.");
