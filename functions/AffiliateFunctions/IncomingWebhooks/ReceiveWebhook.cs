using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>Receives the signed webhooks of billing systems, shops and CRMs.</summary>
[Tags("Events")]
public sealed class ReceiveWebhook(IPrograms programs, WebhookProcessor take, IOptions<SiteOptions> site)
{
    private const int Limit = 1024 * 1024;

    /// <inheritdoc cref="ReceiveWebhook"/>
    [Function(nameof(ReceiveWebhook))]
    [OpenRouteLimit(OpenRouteLimit.Webhook)]
    [EndpointSummary(
        "Accepts a signed webhook from Stripe, Paddle, Shopify, HubSpot or a sender of Standard Webhooks."
    )]
    [EndpointDescription("The body has the provider's format. Every ignored event has a reason.")]
    [SignatureHeader(
        "stripe_signature",
        "Stripe-Signature",
        "Stripe signs time and body: https://docs.stripe.com/webhooks#verify-manually"
    )]
    [SignatureHeader(
        "paddle_signature",
        "Paddle-Signature",
        "Paddle signs time and body: https://developer.paddle.com/webhooks/about/signature-verification"
    )]
    [SignatureHeader(
        "shopify_signature",
        "X-Shopify-Hmac-Sha256",
        "Shopify signs the body: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries"
    )]
    [SignatureHeader(
        "hubspot_signature",
        "X-HubSpot-Signature-v3",
        "HubSpot signs method, address, body and time: "
            + "https://developers.hubspot.com/docs/api/webhooks/validating-requests"
    )]
    [SignatureHeader(
        "standard_signature",
        "webhook-signature",
        "Standard Webhooks sign id, time and body: https://www.standardwebhooks.com"
    )]
    [Consumes(typeof(object), "application/json")]
    [RequestExample("""{ "type": "sale", "data": { "event_id": "sale-1" } }""")]
    [ResponseExample("""{ "event_id": "sale-1", "status": "accepted" }""")]
    [ProducesResponseType<WebhookResult>(
        StatusCodes.Status202Accepted,
        Description = "The outcome of the event, or of each event."
    )]
    [ProducesResponseType<WebhookResults>(StatusCodes.Status202Accepted)]
    [ProducesResponseType(
        StatusCodes.Status401Unauthorized,
        Description = "The signature is missing, too old, or does not match the body."
    )]
    [ProducesProblems(400, 401, 404, 409, 413, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{slug}/{provider}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("stripe, paddle, shopify, hubspot or standard.")] string provider,
        CancellationToken cancellationToken
    )
    {
        if (take.Find(provider) is not { } known)
        {
            return HttpResults.Problem(
                Problem.NotFound($"There is no provider '{provider}'; the providers are {take.Names}.")
            );
        }

        return await programs.ForAsync(
            slug,
            program =>
                request
                    .ReadBytesAsync(Limit, cancellationToken)
                    .Then(bytes =>
                        take.FromAsync(
                            known,
                            program,
                            new SignedRequest(
                                request.Method,
                                site.Value.Address($"{request.Path}{request.QueryString}"),
                                request.Headers,
                                bytes
                            ),
                            cancellationToken
                        )
                    )
                    .Match(results => WebhookResult.Answer(results)),
            cancellationToken
        );
    }
}
