using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Gives notices another life whose message was given up: what happened is told to every endpoint some day. Messages
/// that hold no notices stay.
/// </summary>
public sealed class ReturnWebhookEvents(RetryingQueues queues)
{
    /// <summary>The platform's queue of messages that were given up.</summary>
    internal const string PoisonQueue = WebhookEventMessage.Queue + "-poison";

    /// <inheritdoc cref="ReturnWebhookEvents"/>
    [Function(nameof(ReturnWebhookEvents))]
    public Task RunAsync([TimerTrigger("0 0 */6 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        queues.ReturnAsync(PoisonQueue, WebhookEventMessage.Queue, WebhookEventMessage.HoldsNotices, cancellationToken);
}
