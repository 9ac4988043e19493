using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>The endpoints of subscribers and what was sent to them, for people who look at it.</summary>
public interface IWebhookDeliveries
{
    /// <summary>The endpoints of a program, by id.</summary>
    Task<IReadOnlyList<EndpointView>> EndpointsAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>The endpoint, or null.</summary>
    Task<EndpointView?> FindAsync(ProgramSlug program, string endpoint, CancellationToken cancellationToken);

    /// <summary>A page of deliveries to an endpoint, the newest first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="status">Only deliveries of this status, such as <c>failed</c>; null for all.</param>
    /// <param name="after">The place after which the page begins, or null.</param>
    /// <param name="limit">The highest number of deliveries.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<DeliveryPage> DeliveriesAsync(
        ProgramSlug program,
        string endpoint,
        string? status,
        string? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Makes a delivery due again.</summary>
    Task<Result<DeliveryView>> RedeliverAsync(
        ProgramSlug program,
        string endpoint,
        string delivery,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    );
}

/// <summary>An endpoint without its secret.</summary>
/// <param name="Id">The id.</param>
/// <param name="Url">The address.</param>
/// <param name="Description">The description, or null.</param>
/// <param name="Types">The subscribed types.</param>
/// <param name="IsEnabled">Whether webhook events are sent to it.</param>
/// <param name="FailingSince">Since when every delivery has failed, or null.</param>
/// <param name="DisabledAt">When it was disabled automatically, or null.</param>
/// <param name="DisabledReason"><c>gone</c> or <c>failing</c>, or null.</param>
public sealed record EndpointView(
    string Id,
    string Url,
    string? Description,
    IReadOnlyList<string> Types,
    bool IsEnabled,
    DateTimeOffset? FailingSince,
    DateTimeOffset? DisabledAt,
    string? DisabledReason
);

/// <summary>A page of deliveries.</summary>
/// <param name="Deliveries">The deliveries, the newest first.</param>
/// <param name="Next">The place after which the next page begins; null on the last page.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryView> Deliveries, string? Next);

/// <summary>A delivery without its content.</summary>
/// <param name="Id">The id of the webhook event.</param>
/// <param name="Type">The type of the webhook event.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Reason">Why the delivery was given up, or null.</param>
/// <param name="CreatedAt">When the delivery was created.</param>
/// <param name="Attempts">The number of attempts.</param>
/// <param name="LastResult">The status or the error of the last attempt, or null.</param>
/// <param name="NextAttemptAt">When the next attempt is due, or null.</param>
public sealed record DeliveryView(
    string Id,
    string Type,
    string Status,
    string? Reason,
    DateTimeOffset CreatedAt,
    int Attempts,
    string? LastResult,
    DateTimeOffset? NextAttemptAt
);
