using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Webhooks.Endpoints;

/// <summary>Shows the endpoints.</summary>
public sealed class GetEndpoints(IPrograms programs, EndpointStore endpoints, EndpointRoute route, TimeProvider clock)
{
    /// <summary>Lists the endpoints of a program.</summary>
    [Function(nameof(ListWebhookEndpoints))]
    public async Task<IResult> ListWebhookEndpoints(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/webhook-endpoints")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var paging = await program.ThenAsync(_ => Task.FromResult(PageRequest.Read(request)));
        if (!paging.Succeeded)
        {
            return Answer.Problem(paging.Problem);
        }

        var now = clock.GetUtcNow();
        var listed = endpoints.ListAsync(program.Value!.Slug, withRemoved: false, paging.Value.After, cancellationToken);
        return Answer.Ok(await paging.Value.TakeAsync(listed, endpoint => endpoint.Id, endpoint => EndpointAnswer.Of(endpoint, now)));
    }

    /// <summary>Returns one endpoint.</summary>
    [Function(nameof(GetWebhookEndpoint))]
    public async Task<IResult> GetWebhookEndpoint(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = EndpointRoute.Path)] HttpRequest request,
        string slug,
        string id,
        CancellationToken cancellationToken)
        => (await route.RequireAsync(slug, id, cancellationToken)).Match(endpoint => Answer.Ok(EndpointAnswer.Of(endpoint, clock.GetUtcNow())));
}
