using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// Removes an endpoint, so that nothing is sent to it any more: its pending deliveries are given up. Its row is deleted together with its last delivery.
/// </summary>
[Tags("Outgoing webhooks")]
public sealed class DeleteEndpoint(
    EndpointRoute route,
    EndpointStore endpoints,
    PendingDeliveries pending,
    EndpointAudit audit,
    TimeProvider clock
)
{
    /// <summary>Removes an endpoint.</summary>
    [Function(nameof(DeleteWebhookEndpoint))]
    [EndpointSummary("Removes an endpoint.")]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The endpoint is removed.")]
    [ProducesProblems(404, 409)]
    public async Task<IResult> DeleteWebhookEndpoint(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = EndpointRoute.Path)] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The endpoint's id.")] string id,
        CancellationToken cancellationToken
    )
    {
        var found = await route.RequireAsync(slug, id, cancellationToken);
        if (!found.Succeeded)
        {
            return HttpResults.Problem(found.Problem);
        }

        var now = clock.GetUtcNow();
        await endpoints.ChangeAsync(
            found.Value.Key,
            stored => stored is null ? null : stored with { Enabled = false, RemovedAt = now },
            cancellationToken
        );
        await pending.GiveUpAsync(found.Value.Key, PendingDeliveries.EndpointRemoved, cancellationToken);
        await audit.RecordAsync(found.Value.Key, "removed", now, cancellationToken);
        return Results.NoContent();
    }
}
