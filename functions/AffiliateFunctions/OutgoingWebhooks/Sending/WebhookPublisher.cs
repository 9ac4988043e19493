using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Telemetry;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Azure.Storage.Queues;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>Puts the webhook events that an endpoint subscribes to on the queue.</summary>
internal sealed class WebhookPublisher(EndpointDirectory directory, QueueServiceClient queues, TimeProvider clock)
    : IWebhooks
{
    private QueueClient Queue => field ??= queues.GetQueueClient(WebhookEventMessage.Queue);

    public async ValueTask<bool> WantsAsync(
        ProgramSlug program,
        IReadOnlyCollection<string> types,
        CancellationToken cancellationToken
    ) => (await directory.EnabledAsync(program, cancellationToken)).Any(endpoint => types.Any(endpoint.Wants));

    public async ValueTask<bool> IsNamedAsync(ProgramSlug program, string type, CancellationToken cancellationToken) =>
        (await directory.EnabledAsync(program, cancellationToken)).Any(endpoint => endpoint.Types.Contains(type));

    public async Task TellAsync(
        ProgramSlug program,
        IReadOnlyList<WebhookEvent> webhookEvents,
        CancellationToken cancellationToken
    )
    {
        if (
            webhookEvents.Count == 0
            || await directory.EnabledAsync(program, cancellationToken) is not { Count: > 0 } endpoints
        )
        {
            return;
        }

        var wanted = webhookEvents
            .Where(webhookEvent => endpoints.Any(endpoint => endpoint.Wants(webhookEvent.Type)))
            .Select(webhookEvent => SerializedWebhookEvent.Of(program, webhookEvent))
            .DistinctBy(webhookEvent => webhookEvent.Id)
            .ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var whole = new WebhookEventMessage(program, clock.GetUtcNow(), wanted) { TraceParent = TraceParents.Current };
        foreach (var message in WebhookEventMessage.Body.Pack(whole))
        {
            await Queue.SendMessageAsync(
                message,
                timeToLive: TimeSpan.FromSeconds(-1),
                cancellationToken: cancellationToken
            );
        }
    }
}
