using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>Makes deliveries due again, at the request of a person or caller.</summary>
public sealed class Redeliveries(
    EndpointRoute route,
    DeliveryStore deliveries,
    IOptions<RetentionOptions> retention,
    TimeProvider clock
)
{
    /// <summary>Makes the delivery due again and wakes the orchestration that sends it.</summary>
    internal async Task<Result<Delivery>> SendAgainAsync(
        string slug,
        string id,
        string delivery,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var endpoint = await route.RequireEnabledAsync(slug, id, cancellationToken);
        if (!endpoint.Succeeded)
        {
            return endpoint.Problem;
        }

        while (
            IsId(delivery) && await deliveries.FindAsync(endpoint.Value.Key, delivery, cancellationToken) is { } stored
        )
        {
            var again = stored.Delivery.Again(clock.GetUtcNow());
            if (await deliveries.ChangeAsync(endpoint.Value.Key, stored, again, cancellationToken))
            {
                await orchestrations.StartOrWakeAsync(endpoint.Value.Key, cancellationToken);
                return again;
            }
        }

        return Problem.NotFound(
            $"There is no delivery '{delivery}' to the endpoint; deliveries are kept for "
                + $"{retention.Value.DeliveriesDays} days."
        );
    }

    private static bool IsId(string id) => id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
