using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>Shows endpoints and deliveries to people.</summary>
internal sealed class WebhookDeliveries(EndpointStore endpoints, DeliveryStore deliveries, Redeliveries redeliveries)
    : IWebhookDeliveries
{
    public async Task<IReadOnlyList<EndpointView>> EndpointsAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) =>
        await endpoints
            .ListAsync(program, withRemoved: false, after: null, cancellationToken)
            .Select(ViewOf)
            .ToListAsync(cancellationToken);

    public async Task<EndpointView?> FindAsync(
        ProgramSlug program,
        string endpoint,
        CancellationToken cancellationToken
    ) =>
        WebhookEndpoint.IsId(endpoint)
        && await endpoints.FindAsync(new EndpointKey(program, endpoint), cancellationToken) is { } found
            ? ViewOf(found)
            : null;

    public async Task<DeliveryPage> DeliveriesAsync(
        ProgramSlug program,
        string endpoint,
        string? status,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        DeliveryStatus? wanted = Enum.GetValues<DeliveryStatus>()
            .Cast<DeliveryStatus?>()
            .FirstOrDefault(known => StoredJson.NameOf(known!.Value) == status);
        var rows = await deliveries
            .ListAsync(new EndpointKey(program, endpoint), wanted, after, cancellationToken)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return new DeliveryPage(
            [.. rows.Take(limit).Select(row => ViewOf(row.Delivery))],
            rows.Count > limit ? rows[limit - 1].Row : null
        );
    }

    public async Task<Result<DeliveryView>> RedeliverAsync(
        ProgramSlug program,
        string endpoint,
        string delivery,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var sent = await redeliveries.SendAgainAsync(
            program.Value,
            endpoint,
            delivery,
            orchestrations,
            cancellationToken
        );
        return sent.Succeeded ? ViewOf(sent.Value) : sent.Problem;
    }

    private static EndpointView ViewOf(WebhookEndpoint endpoint) =>
        new(
            endpoint.Id,
            endpoint.Url,
            endpoint.Description,
            endpoint.Types,
            endpoint.Enabled,
            endpoint.FailingSince,
            endpoint.Disabled?.At,
            endpoint.Disabled?.Reason
        );

    private static DeliveryView ViewOf(Delivery delivery) =>
        new(
            delivery.Id,
            delivery.Type,
            StoredJson.NameOf(delivery.Status),
            delivery.Reason,
            delivery.CreatedAt,
            delivery.Attempts.Count,
            delivery.Attempts is [.., var last]
                ? last.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? last.Error
                : null,
            delivery.NextAttemptAt
        );
}
