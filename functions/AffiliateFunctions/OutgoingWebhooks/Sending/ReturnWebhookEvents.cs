using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Returns webhook events from the poison queue to their queue, so that every endpoint receives them eventually.
/// Messages that contain no webhook events stay.
/// </summary>
public sealed class ReturnWebhookEvents(RetryingQueues queues)
{
    /// <summary>The platform's poison queue for the messages.</summary>
    internal const string PoisonQueue = WebhookEventMessage.Queue + "-poison";

    /// <inheritdoc cref="ReturnWebhookEvents"/>
    [Function(nameof(ReturnWebhookEvents))]
    public Task RunAsync([TimerTrigger("0 0 */6 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        queues.ReturnAsync(
            PoisonQueue,
            WebhookEventMessage.Queue,
            WebhookEventMessage.Body.CanUnpack,
            cancellationToken
        );
}
