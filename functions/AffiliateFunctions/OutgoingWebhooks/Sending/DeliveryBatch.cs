using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>Attempts deliveries to one endpoint, some at once, and notes how the endpoint does.</summary>
public sealed class DeliveryBatch(WebhookSender sender, DeliveryStore deliveries, EndpointHealth health)
{
    private const int AtOnce = 8;

    /// <summary>
    /// Attempts the deliveries in their order. Where a whole lot of them fails, the rest is left: an endpoint that is
    /// down is not asked over and over.
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

        // Where another was quicker to note an attempt of its own, that one stands.
        await deliveries.ChangeAsync(
            endpoint.Key,
            stored,
            stored.Delivery.After(attempt, retryAfter),
            cancellationToken
        );
        return attempt;
    }
}

/// <summary>What came of a round.</summary>
/// <param name="AllTaken">Whether the endpoint took everything that was attempted.</param>
/// <param name="Left">What was not attempted.</param>
public sealed record RoundOutcome(bool AllTaken, IReadOnlyList<StoredDelivery> Left);
