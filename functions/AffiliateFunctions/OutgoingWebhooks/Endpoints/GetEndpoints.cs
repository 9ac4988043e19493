using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Returns the webhook endpoints of a program.</summary>
[Tags("Outgoing webhooks")]
public sealed class GetEndpoints(IPrograms programs, EndpointStore endpoints, EndpointRoute route, TimeProvider clock)
{
    /// <summary>Lists the endpoints of a program.</summary>
    [Function(nameof(ListWebhookEndpoints))]
    [EndpointSummary("Lists the endpoints.")]
    [SortedBy("id", "id")]
    [Paged]
    [ProducesResponseType<Page<EndpointAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListWebhookEndpoints(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/webhook-endpoints")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var paging = PageRequest.Read(request);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var now = clock.GetUtcNow();
                var listed = endpoints.ListAsync(
                    program.Slug,
                    withRemoved: false,
                    paging.Value.After,
                    cancellationToken
                );
                return HttpResults.Ok(
                    await paging.Value.TakeAsync(
                        listed,
                        endpoint => endpoint.Id,
                        endpoint => EndpointAnswer.Of(endpoint, now)
                    )
                );
            },
            cancellationToken
        );

    /// <summary>Returns one endpoint.</summary>
    [Function(nameof(GetWebhookEndpoint))]
    [EndpointSummary("Returns an endpoint.")]
    [ProducesResponseType<EndpointAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetWebhookEndpoint(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = EndpointRoute.Path)] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The endpoint's id.")] string id,
        CancellationToken cancellationToken
    ) =>
        route
            .RequireAsync(slug, id, cancellationToken)
            .Match(endpoint => HttpResults.Ok(EndpointAnswer.Of(endpoint, clock.GetUtcNow())));
}
