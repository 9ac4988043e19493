using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>Sends a delivery again or sends a test event, on request.</summary>
[Tags("Outgoing webhooks")]
public sealed class SendDeliveries(
    EndpointRoute route,
    DeliveryStore deliveries,
    Redeliveries redeliveries,
    IdSource ids,
    TimeProvider clock
)
{
    /// <summary>Makes a delivery due again.</summary>
    [Function(nameof(RedeliverWebhook))]
    [EndpointSummary("Sends a delivery again.")]
    [ResponseExample("""{ "status": "pending", "next_attempt_at": "2026-10-05T11:00:00+00:00" }""")]
    [ProducesResponseType<DeliveryAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(404, 409)]
    public async Task<IResult> RedeliverWebhook(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "post",
            Route = EndpointRoute.Path + "/deliveries/{delivery}/redeliver"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The endpoint's id.")] string id,
        [RouteValue<string>("The delivery's id.")] string delivery,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var again = await redeliveries.SendAgainAsync(slug, id, delivery, orchestrations, cancellationToken);
        return again.Succeeded
            ? HttpResults.Accepted(DeliveryAnswer.Of(again.Value))
            : HttpResults.Problem(again.Problem);
    }

    /// <summary>Sends a test event to an endpoint.</summary>
    [Function(nameof(TestWebhookEndpoint))]
    [EndpointSummary("Sends a test event to an endpoint.")]
    [ResponseExample(
        """
            {
              "type": "webhook.test",
              "status": "pending",
              "attempts": [],
              "next_attempt_at": "2026-10-05T10:00:02+00:00"
            }
            """
    )]
    [ProducesResponseType<DeliveryAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(404, 409)]
    public async Task<IResult> TestWebhookEndpoint(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = EndpointRoute.Path + "/test")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The endpoint's id.")] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var endpoint = await route.RequireEnabledAsync(slug, id, cancellationToken);
        if (!endpoint.Succeeded)
        {
            return HttpResults.Problem(endpoint.Problem);
        }

        var now = clock.GetUtcNow();
        var webhookEvent = new WebhookEvent(
            WebhookEventTypes.Test,
            ids.Next("tst_"),
            now,
            new { Program = slug, Endpoint = id }
        );
        var delivery = SerializedWebhookEvent.Of(endpoint.Value.Program, webhookEvent).Delivery(now, now);
        await deliveries.ClaimAsync(endpoint.Value.Key, [delivery], cancellationToken);
        await orchestrations.StartOrWakeAsync(endpoint.Value.Key, cancellationToken);
        return HttpResults.Accepted(DeliveryAnswer.Of(delivery));
    }
}
