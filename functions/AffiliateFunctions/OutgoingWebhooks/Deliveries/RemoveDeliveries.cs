using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// Removes old deliveries every night, and removes a deleted endpoint together with its last delivery.
/// </summary>
public sealed class RemoveDeliveries(
    EveryEndpoint every,
    EndpointStore endpoints,
    DeliveryStore deliveries,
    TimeProvider clock,
    ILogger<RemoveDeliveries> logger
)
{
    /// <summary>How long deliveries are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <inheritdoc cref="RemoveDeliveries"/>
    [Function(nameof(RemoveDeliveries))]
    public Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        every.DoAsync(
            withRemoved: true,
            endpoint => RemoveAsync(endpoint, clock.GetUtcNow() - Kept, cancellationToken),
            logger,
            cancellationToken
        );

    private async Task RemoveAsync(WebhookEndpoint endpoint, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await deliveries.RemoveUntilAsync(endpoint.Key, until, cancellationToken);
        if (endpoint.RemovedAt <= until)
        {
            await endpoints.ForgetAsync(endpoint.Key, cancellationToken);
        }
    }
}
