using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Returns events to the queue whose message failed even in <see cref="HoldUndeliveredEvents"/>, because every accepted
/// event has to be applied eventually. Messages that contain no events stay.
/// </summary>
public sealed class ReturnEvents(RetryingQueues queues)
{
    /// <inheritdoc cref="ReturnEvents"/>
    [Function(nameof(ReturnEvents))]
    public Task RunAsync([TimerTrigger("0 0 */6 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        queues.ReturnAsync(
            HoldUndeliveredEvents.UnreadableQueue,
            EventMessage.Queue,
            EventMessage.Body.CanUnpack,
            cancellationToken,
            EventMessage.WithoutVersions
        );
}
