using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Webhooks.Sending;

/// <summary>
/// Gives notices another life whose message was given up: what happened is told to every endpoint some day. Messages that hold no
/// notices stay.
/// </summary>
public sealed class ReturnNotices(PatientQueues queues)
{
    /// <summary>The platform's queue of messages that were given up.</summary>
    internal const string PoisonQueue = NoticeMessage.Queue + "-poison";

    /// <inheritdoc cref="ReturnNotices"/>
    [Function(nameof(ReturnNotices))]
    public Task RunAsync([TimerTrigger("0 0 */6 * * *")] TimerInfo timer, CancellationToken cancellationToken)
        => queues.ReturnAsync(PoisonQueue, NoticeMessage.Queue, NoticeMessage.HoldsNotices, cancellationToken);
}
