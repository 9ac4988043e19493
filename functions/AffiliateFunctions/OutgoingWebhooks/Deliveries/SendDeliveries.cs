using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>Sends a delivery again or sends a test event, on request.</summary>
[Tags("Outgoing webhooks")]
public sealed class SendDeliveries(
    EndpointRoute route,
    DeliveryStore deliveries,
    IdSource ids,
    IOptions<RetentionOptions> retention,
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
        var endpoint = await route.RequireEnabledAsync(slug, id, cancellationToken);
        if (!endpoint.Succeeded)
        {
            return HttpResults.Problem(endpoint.Problem);
        }

        while (
            IsId(delivery) && await deliveries.FindAsync(endpoint.Value.Key, delivery, cancellationToken) is { } stored
        )
        {
            var again = stored.Delivery.Again(clock.GetUtcNow());
            if (await deliveries.ChangeAsync(endpoint.Value.Key, stored, again, cancellationToken))
            {
                await orchestrations.StartOrWakeAsync(endpoint.Value.Key, cancellationToken);
                return HttpResults.Accepted(DeliveryAnswer.Of(again));
            }
        }

        return HttpResults.Problem(
            Problem.NotFound(
                $"There is no delivery '{delivery}' to the endpoint; deliveries are kept for "
                    + $"{retention.Value.DeliveriesDays} days."
            )
        );
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

    private static bool IsId(string id) => id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
