using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Applies a message of events. Every step is named by its event and stored once, so a message may come any number of
/// times, be cut off anywhere, and be applied by several instances, with the effect of once. What is not ours throws,
/// and ends in the poison queue; while storage is away a message waits.
/// </summary>
public sealed class ApplyTrackingEvents(
    GroupApplication groups,
    EventIsolation isolation,
    GroupCommit queue,
    RetryingQueues patience
)
{
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

    /// <summary>Applies a message, or puts it back while storage is away.</summary>
    internal Task RunAsync(byte[] message, bool isFirstDelivery, CancellationToken cancellationToken) =>
        patience.DoAsync(
            EventMessage.Queue,
            message,
            cancelled => ApplyAsync(message, isFirstDelivery, cancelled),
            cancellationToken,
            putBack: EventMessage.WithoutVersions
        );

    private async Task ApplyAsync(byte[] message, bool isFirstDelivery, CancellationToken cancellationToken)
    {
        var events = EventMessage.Unpack(message);
        events = isFirstDelivery
            ? events
            : [.. events.Select(trackingEvent => trackingEvent with { RowVersion = null })];
        var early = new List<TrackingEvent>();
        foreach (var program in events.GroupBy(item => item.Program))
        {
            // What has failed before is applied by itself: others do not fail with it again.
            early.AddRange(
                isFirstDelivery
                    ? await groups.ApplyAsync(program.Key, [.. program], cancellationToken)
                    : await isolation.ApplyAsync(program.Key, [.. program], cancellationToken)
            );
        }

        // What is too early waits in a message of its own, and keeps none of the others from being done; when nothing
        // else is left, the queue's own retries bound how long.
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

/// <summary>A refund came while its sale was on its way; the message is delivered again.</summary>
internal sealed class SaleNotAppliedException(Affiliate.Domain.Identity.EventId refund)
    : Exception($"The sale of the refund {refund} is not in the ledger yet; the refund is tried again.");
