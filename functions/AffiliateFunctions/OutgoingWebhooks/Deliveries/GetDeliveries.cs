using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>Lists the deliveries to an endpoint, newest first, with every attempt.</summary>
[Tags("Outgoing webhooks")]
public sealed class GetDeliveries(EndpointRoute route, DeliveryStore deliveries)
{
    /// <summary>Lists the deliveries to an endpoint, page by page.</summary>
    [Function(nameof(ListWebhookDeliveries))]
    [EndpointSummary("Lists the deliveries to an endpoint, newest first, with every attempt.")]
    [SortedBy("time: the newest comes first", "created_at", IsDescending = true)]
    [Paged]
    [QueryParameter<DeliveryStatus>("status", "Only deliveries of this status.")]
    [ProducesResponseType<Page<DeliveryAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public async Task<IResult> ListWebhookDeliveries(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = EndpointRoute.Path + "/deliveries")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The endpoint's id.")] string id,
        CancellationToken cancellationToken
    )
    {
        var endpoint = await route.RequireAsync(slug, id, cancellationToken);
        var status = endpoint.Then(_ => Status(request.Query));
        var paging = status.Then(_ => PageRequest.Read(request));
        return paging.Succeeded
            ? HttpResults.Ok(
                await paging.Value.TakeAsync(
                    deliveries.ListAsync(
                        endpoint.Value!.Key,
                        status.Value!.Only,
                        paging.Value.After,
                        cancellationToken
                    ),
                    pair => pair.Row,
                    item => DeliveryAnswer.Of(item.Delivery)
                )
            )
            : HttpResults.Problem(paging.Problem);
    }

    private static Result<Wanted> Status(IQueryCollection query)
    {
        var values = new QueryValues(query);
        var status = values.Choice<DeliveryStatus>("status");
        return values.Errors.Count > 0 ? Problem.Invalid(values.Errors) : new Wanted(status);
    }

    private sealed record Wanted(DeliveryStatus? Only);
}

/// <summary>A delivery in the form that the API shows.</summary>
[ResponseExample(
    """
        {
          "id": "msg_df01673c82ae01e831f65e515c0203c9",
          "type": "commission.created",
          "status": "delivered",
          "created_at": "2026-10-05T10:00:02+00:00",
          "attempts": [{ "at": "2026-10-05T10:00:03+00:00", "status_code": 200, "ms": 84 }]
        }
        """
)]
internal sealed record DeliveryAnswer(
    string Id,
    string Type,
    DeliveryStatus Status,
    string? Reason,
    DateTimeOffset CreatedAt,
    IReadOnlyList<DeliveryAttempt> Attempts,
    DateTimeOffset? NextAttemptAt
)
{
    public static DeliveryAnswer Of(Delivery delivery) =>
        new(
            delivery.Id,
            delivery.Type,
            delivery.Status,
            delivery.Reason,
            delivery.CreatedAt,
            delivery.Attempts,
            delivery.NextAttemptAt
        );
}
