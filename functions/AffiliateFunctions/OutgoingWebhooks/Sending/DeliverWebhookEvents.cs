using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Infrastructure.Telemetry;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Makes the first delivery attempt for the webhook events of a message. Failed deliveries become due again and are
/// retried by the endpoint's orchestration. A repeated message sends only what was not attempted.
/// </summary>
public sealed class DeliverWebhookEvents(
    EndpointStore endpoints,
    DeliveryStore deliveries,
    DeliveryBatch round,
    RetryingQueues retryingQueues,
    TimeProvider clock
)
{
    // A stored delivery becomes due only after the longest time that this function may run. Until then this function
    // attempts it.
    private static readonly TimeSpan Own = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="DeliverWebhookEvents"/>
    [Function(nameof(DeliverWebhookEvents))]
    public Task RunAsync(
        [QueueTrigger(WebhookEventMessage.Queue)] byte[] message,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        retryingQueues.DoAsync(
            WebhookEventMessage.Queue,
            message,
            cancelled => DeliverAsync(message, orchestrations, cancelled),
            cancellationToken
        );

    private async Task DeliverAsync(
        byte[] message,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var told = WebhookEventMessage.Body.Unpack(message);
        using var activity = TraceParents.StartProcessing("process webhooks", [told.TraceParent]);
        activity?.SetTag("affiliate.program", told.Program.Value);
        var open = await endpoints
            .ListAsync(told.Program, withRemoved: false, cancellationToken: cancellationToken)
            .Where(endpoint => endpoint.Enabled)
            .ToListAsync(cancellationToken);
        await Task.WhenAll(open.Select(endpoint => DeliverAsync(endpoint, told, orchestrations, cancellationToken)));
    }

    private async Task DeliverAsync(
        WebhookEndpoint endpoint,
        WebhookEventMessage told,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var due = clock.GetUtcNow() + Own;
        var wanted = told
            .Notices.Where(webhookEvent => endpoint.Wants(webhookEvent.Type))
            .Select(webhookEvent => webhookEvent.Delivery(told.At, due))
            .ToList();
        var claimed = await deliveries.ClaimAsync(endpoint.Key, wanted, cancellationToken);
        var outcome = await round.AttemptAsync(endpoint, claimed, cancellationToken);
        foreach (var left in outcome.Left)
        {
            await deliveries.ChangeAsync(
                endpoint.Key,
                left,
                left.Delivery with
                {
                    NextAttemptAt = clock.GetUtcNow() + Later,
                },
                cancellationToken
            );
        }

        // Deliveries attempted by an earlier run of this message may have failed, and no orchestration may be retrying
        // them.
        if (!outcome.AllTaken || claimed.Count < wanted.Count)
        {
            await orchestrations.StartOrWakeAsync(endpoint.Key, cancellationToken);
        }
    }
}
