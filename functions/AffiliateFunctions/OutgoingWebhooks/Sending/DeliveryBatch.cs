using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>Attempts deliveries to one endpoint, several in parallel, and records the endpoint's health.</summary>
public sealed class DeliveryBatch(
    WebhookSender sender,
    DeliveryStore deliveries,
    EndpointHealth health,
    WebhookMetrics metrics
)
{
    private const int AtOnce = 8;

    /// <summary>
    /// Attempts the deliveries in their order. When all deliveries of a parallel group fail, the rest is skipped, so
    /// that an endpoint that is down is not called repeatedly.
    /// </summary>
    public async Task<RoundOutcome> AttemptAsync(
        WebhookEndpoint endpoint,
        IReadOnlyList<StoredDelivery> due,
        CancellationToken cancellationToken
    )
    {
        var allTaken = true;
        for (var done = 0; done < due.Count; done += AtOnce)
        {
            var lot = await Task.WhenAll(
                due.Skip(done).Take(AtOnce).Select(delivery => AttemptAsync(endpoint, delivery, cancellationToken))
            );
            allTaken &= Array.TrueForAll(lot, attempt => attempt.Succeeded);
            endpoint = await health.RecordAsync(endpoint, lot, cancellationToken);
            if (!endpoint.Enabled || Array.TrueForAll(lot, attempt => !attempt.Succeeded))
            {
                return new RoundOutcome(allTaken, [.. due.Skip(done + AtOnce)]);
            }
        }

        return new RoundOutcome(allTaken, []);
    }

    private async Task<DeliveryAttempt> AttemptAsync(
        WebhookEndpoint endpoint,
        StoredDelivery stored,
        CancellationToken cancellationToken
    )
    {
        var (attempt, retryAfter) = await sender.SendAsync(endpoint, stored.Delivery, cancellationToken);
        metrics.Add(attempt);

        // If another run has stored its attempt first, that attempt remains.
        await deliveries.ChangeAsync(
            endpoint.Key,
            stored,
            stored.Delivery.After(attempt, retryAfter),
            cancellationToken
        );
        return attempt;
    }
}

/// <summary>The outcome of a batch.</summary>
/// <param name="AllTaken">Whether the endpoint accepted everything that was attempted.</param>
/// <param name="Left">The deliveries that were not attempted.</param>
public sealed record RoundOutcome(bool AllTaken, IReadOnlyList<StoredDelivery> Left);
