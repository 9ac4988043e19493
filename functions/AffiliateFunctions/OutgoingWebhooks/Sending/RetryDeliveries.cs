using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;

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
