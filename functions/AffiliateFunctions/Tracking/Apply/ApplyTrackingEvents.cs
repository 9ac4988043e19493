using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Applies a message of events. Every step is named by its event and stored once, so a message may come any number of times, be cut
/// off anywhere, and be applied by several instances, with the effect of once. What is not ours throws, and ends in the poison queue;
/// while storage is away a message waits.
/// </summary>
public sealed class ApplyTrackingEvents(EventIsolation isolation, GroupCommit queue, UnappliedEvents unapplied, PatientQueues patience)
{
    /// <inheritdoc cref="ApplyTrackingEvents"/>
    [Function(nameof(ApplyTrackingEvents))]
    public Task RunAsync([QueueTrigger(EventMessage.Queue)] byte[] message, CancellationToken cancellationToken)
        => patience.DoAsync(EventMessage.Queue, message, cancelled => ApplyAsync(message, cancelled), cancellationToken);

    private async Task ApplyAsync(byte[] message, CancellationToken cancellationToken)
    {
        var (events, early) = (EventMessage.Unpack(message), new List<TrackingEvent>());
        foreach (var program in events.GroupBy(one => one.Program))
        {
            early.AddRange(await isolation.ApplyAsync(program.Key, [.. program], cancellationToken));
        }

        // What is too early waits in a message of its own, and keeps none of the others from being done; when nothing else is left, the
        // queue's own retries bound how long.
        if (early.Count == events.Count)
        {
            throw new SaleNotAppliedException(early[0].Id);
        }

        if (early.Count > 0)
        {
            await queue.PutOffAsync(early, cancellationToken);
        }

        await unapplied.ForgetAsync(message, events, cancellationToken);
    }
}

/// <summary>A refund came while its sale was on its way; the message is delivered again.</summary>
internal sealed class SaleNotAppliedException(Affiliate.Domain.Identity.EventId refund)
    : Exception($"The sale of the refund {refund} is not in the ledger yet; the refund is tried again.");
