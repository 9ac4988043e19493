using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Attempts the due deliveries of an endpoint. Returns when to check again, or null when nothing is pending.
/// </summary>
public sealed class RetryDeliveries(
    EndpointStore endpoints,
    DeliveryStore deliveries,
    DeliveryBatch round,
    EndpointHealth health,
    TimeProvider clock
)
{
    // Limits a run to some minutes, even if each attempt takes the full timeout.
    private const int MaxAtOnce = 64;

    // The pause between two runs for an endpoint that is down while many deliveries are due.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="RetryDeliveries"/>
    [Function(nameof(RetryDeliveries))]
    public async Task<DateTimeOffset?> RunAsync([ActivityTrigger] EndpointKey key, CancellationToken cancellationToken)
    {
        if (await endpoints.FindAsync(key, cancellationToken) is not { } endpoint)
        {
            return null;
        }

        if (endpoint.Enabled)
        {
            var due = await deliveries.DueAsync(key, clock.GetUtcNow(), MaxAtOnce, cancellationToken);
            var outcome = await round.AttemptAsync(endpoint, due, cancellationToken);
            endpoint = await endpoints.FindAsync(key, cancellationToken);
            if (endpoint is { Enabled: true })
            {
                var next = await deliveries.NextDueAsync(key, cancellationToken);
                var pause = outcome.Left.Count > 0 ? clock.GetUtcNow() + Pause : (DateTimeOffset?)null;
                return next < pause ? pause : next;
            }
        }

        if (endpoint is not null)
        {
            await health.TellAsync(endpoint, cancellationToken);
            await GiveUpAsync(key, cancellationToken);
        }

        return null;
    }

    private async Task GiveUpAsync(EndpointKey key, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the deliveries of {key.Endpoint} of {key.Program}");
        while (
            await deliveries.DueAsync(key, DateTimeOffset.MaxValue, MaxAtOnce, cancellationToken)
                is { Count: > 0 } pending
        )
        {
            var changed = false;
            foreach (var delivery in pending)
            {
                changed |= await deliveries.ChangeAsync(
                    key,
                    delivery,
                    delivery.Delivery.Failed("endpoint_disabled"),
                    cancellationToken
                );
            }

            if (!changed)
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }
}

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
            endpoint.Disabled is { Told: false }
            || await deliveries.NextDueAsync(endpoint.Key, cancellationToken) <= clock.GetUtcNow()
        )
        {
            await orchestrations.StartOrWakeAsync(endpoint.Key, cancellationToken);
        }
    }
}
