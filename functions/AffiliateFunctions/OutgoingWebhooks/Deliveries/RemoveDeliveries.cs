using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// Removes old deliveries every night, and removes a deleted endpoint together with its last delivery.
/// </summary>
public sealed class RemoveDeliveries(
    EveryEndpoint every,
    EndpointStore endpoints,
    DeliveryStore deliveries,
    IOptions<RetentionOptions> retention,
    TimeProvider clock,
    ILogger<RemoveDeliveries> logger
)
{
    /// <inheritdoc cref="RemoveDeliveries"/>
    [Function(nameof(RemoveDeliveries))]
    public Task RunAsync([TimerTrigger("0 40 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        every.DoAsync(
            withRemoved: true,
            endpoint =>
                RemoveAsync(endpoint, clock.GetUtcNow().AddDays(-retention.Value.DeliveriesDays), cancellationToken),
            logger,
            cancellationToken
        );

    private async Task RemoveAsync(WebhookEndpoint endpoint, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var atMost = retention.Value.RowsPerRun;
        var removed = await deliveries.RemoveUntilAsync(endpoint.Key, until, atMost, cancellationToken);
        if (endpoint.RemovedAt <= until && removed < atMost)
        {
            await endpoints.ForgetAsync(endpoint.Key, cancellationToken);
        }
    }
}
