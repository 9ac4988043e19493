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
    PendingDeliveries pending,
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
        var endpoint = await endpoints.FindAsync(key, cancellationToken);
        if (endpoint is { Enabled: true })
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
        }

        await pending.GiveUpAsync(
            key,
            endpoint is null ? PendingDeliveries.EndpointRemoved : PendingDeliveries.EndpointDisabled,
            cancellationToken
        );
        return null;
    }
}
