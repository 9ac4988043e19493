using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>Gives up the pending deliveries of an endpoint that no longer receives any.</summary>
public sealed class PendingDeliveries(DeliveryStore deliveries)
{
    /// <summary>The reason for an endpoint that was disabled.</summary>
    public const string EndpointDisabled = "endpoint_disabled";

    /// <summary>
    /// The reason for an endpoint that was removed. Another endpoint that is made under its id does not get them.
    /// </summary>
    public const string EndpointRemoved = "endpoint_removed";

    private const int MaxAtOnce = 64;

    /// <summary>Gives up all pending deliveries of an endpoint. A repeated call does nothing.</summary>
    /// <param name="key">The endpoint.</param>
    /// <param name="reason">The reason: one of the constants.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task GiveUpAsync(EndpointKey key, string reason, CancellationToken cancellationToken)
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
                    delivery.Delivery.Failed(reason),
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
