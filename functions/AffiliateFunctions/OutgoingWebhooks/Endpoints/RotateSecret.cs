using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Gives an endpoint a new secret and returns it once. The previous secret also signs for a day.</summary>
[Tags("Outgoing webhooks")]
public sealed class RotateSecret(
    EndpointRoute route,
    EndpointStore endpoints,
    EndpointSecrets secrets,
    EndpointAudit audit,
    TimeProvider clock
)
{
    /// <summary>Replaces the signing secret of an endpoint. The previous secret also signs for a day.</summary>
    [Function(nameof(RotateWebhookSecret))]
    [EndpointSummary(
        "Creates a new secret for an endpoint and returns it once; the previous secret stays valid for a day."
    )]
    [ResponseExample(
        """
            {
              "previous_secret_until": "2026-11-06T10:00:00+00:00",
              "secret": "whsec_xsHJqchUPx5M2YAGTPFiXuthqQcDskZP/wOfIWglCLM="
            }
            """
    )]
    [ProducesResponseType<EndpointAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404, 409)]
    public async Task<IResult> RotateWebhookSecret(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = EndpointRoute.Path + "/rotate")] HttpRequest request,
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
        var key = found.Value.Key;
        var (text, secret) = secrets.Make(key);
        var rotated = await endpoints.ChangeAsync(
            key,
            stored =>
                stored is null
                    ? null
                    : stored with
                    {
                        Secret = secret,
                        PreviousSecret = stored.Secret,
                        PreviousUntil = now + EndpointSecrets.Overlap,
                    },
            cancellationToken
        );
        if (rotated is null)
        {
            return HttpResults.Problem(Problem.NotFound($"The webhook endpoint '{id}' was just removed."));
        }

        await audit.RecordAsync(key, "rotated", now, cancellationToken);
        return HttpResults.Ok(EndpointAnswer.Of(rotated, now, text));
    }
}
