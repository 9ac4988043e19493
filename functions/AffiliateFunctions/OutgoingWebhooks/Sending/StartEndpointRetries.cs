using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Starts the retries of endpoints whose orchestration missed a due delivery, because it was ending or a request was
/// interrupted at that moment.
/// </summary>
public sealed class StartEndpointRetries(
    EveryEndpoint every,
    DeliveryStore deliveries,
    TimeProvider clock,
    ILogger<StartEndpointRetries> logger
)
{
    /// <inheritdoc cref="StartEndpointRetries"/>
    [Function(nameof(StartEndpointRetries))]
    public Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        every.DoAsync(
            withRemoved: false,
            endpoint => CheckAsync(endpoint, orchestrations, cancellationToken),
            logger,
            cancellationToken
        );

    private async Task CheckAsync(
        WebhookEndpoint endpoint,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            endpoint.Disabled is { IsReported: false }
            || await deliveries.NextDueAsync(endpoint.Key, cancellationToken) <= clock.GetUtcNow()
        )
        {
            await orchestrations.StartOrWakeAsync(endpoint.Key, cancellationToken);
        }
    }
}
