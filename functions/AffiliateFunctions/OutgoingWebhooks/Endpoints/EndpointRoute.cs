using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Finds the endpoint that a route specifies.</summary>
public sealed class EndpointRoute(IPrograms programs, EndpointStore endpoints)
{
    /// <summary>The route of one endpoint.</summary>
    public const string Path = "api/programs/{slug}/webhook-endpoints/{id}";

    /// <summary>Returns the endpoint, or a problem when it does not exist.</summary>
    public Task<Result<WebhookEndpoint>> RequireAsync(string slug, string id, CancellationToken cancellationToken) =>
        programs
            .RequireAsync(slug, cancellationToken)
            .Then<AffiliateProgram, WebhookEndpoint>(async program =>
                WebhookEndpoint.IsId(id)
                && await endpoints.FindAsync(new EndpointKey(program.Slug, id), cancellationToken) is { } endpoint
                    ? endpoint
                    : Problem.NotFound($"There is no webhook endpoint '{id}' in the program.")
            );

    /// <summary>Returns the endpoint if it is enabled.</summary>
    public async Task<Result<WebhookEndpoint>> RequireEnabledAsync(
        string slug,
        string id,
        CancellationToken cancellationToken
    )
    {
        var endpoint = await RequireAsync(slug, id, cancellationToken);
        return endpoint is { Succeeded: true, Value.Enabled: false }
            ? Problem.Conflict("The endpoint is disabled; enable it by PUT with \"enabled\": true, then send again.")
            : endpoint;
    }
}
