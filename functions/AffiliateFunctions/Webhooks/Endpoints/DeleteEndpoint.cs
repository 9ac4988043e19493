using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Webhooks.Endpoints;

/// <summary>Removes an endpoint; nothing is sent to it any more. Its row goes when the last of its deliveries does.</summary>
public sealed class DeleteEndpoint(EndpointRoute route, EndpointStore endpoints, EndpointAudit audit, TimeProvider clock)
{
    /// <summary>Removes an endpoint.</summary>
    [Function(nameof(DeleteWebhookEndpoint))]
    public async Task<IResult> DeleteWebhookEndpoint(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = EndpointRoute.Path)] HttpRequest request,
        string slug,
        string id,
        CancellationToken cancellationToken)
    {
        var found = await route.RequireAsync(slug, id, cancellationToken);
        if (!found.Succeeded)
        {
            return Answer.Problem(found.Problem);
        }

        var now = clock.GetUtcNow();
        await endpoints.ChangeAsync(found.Value.Key, stored => stored is null ? null : stored with { Enabled = false, RemovedAt = now }, cancellationToken);
        await audit.RecordAsync(found.Value.Key, "removed", now, cancellationToken);
        return Results.NoContent();
    }
}
