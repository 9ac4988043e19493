using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Gives events another life whose message was given up even by <see cref="HoldUndeliveredEvents"/>: they were
/// accepted, and so they are applied some day. Messages that hold no events stay.
/// </summary>
public sealed class ReturnEvents(RetryingQueues queues)
{
    /// <inheritdoc cref="ReturnEvents"/>
    [Function(nameof(ReturnEvents))]
    public Task RunAsync([TimerTrigger("0 0 */6 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        queues.ReturnAsync(
            HoldUndeliveredEvents.UnreadableQueue,
            EventMessage.Queue,
            EventMessage.HoldsEvents,
            cancellationToken,
            EventMessage.WithoutVersions
        );
}
