using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Shows the API as a page on which requests can be tried out. The page only runs scripts from this app and only sends
/// requests to this app.
/// </summary>
[Tags("Description")]
public sealed class ShowApiDocs
{
    // The page's icons are data: URLs.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Shows the page.</summary>
    [Function(nameof(ShowApiDocs))]
    [OpenRouteLimit(OpenRouteLimit.Probe)]
    [EndpointSummary("Shows the API as a page.")]
    [ProducesPages(200)]
    public IResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs")] HttpRequest request
    )
    {
        request.HttpContext.Response.ProtectPage(Policy);
        return Results.Bytes(ApiDocsFiles.Page(), "text/html; charset=utf-8");
    }

    /// <summary>Returns a file that the page loads.</summary>
    [Function(nameof(GetApiDocsFile))]
    [OpenRouteLimit(OpenRouteLimit.Probe)]
    [EndpointSummary("Returns a file of the page that shows the API.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/css", "text/javascript")]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType(StatusCodes.Status412PreconditionFailed)]
    [ProducesProblems(404)]
    public IResult GetApiDocsFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs/{file}")] HttpRequest request,
        [RouteValue<string>("The file's name.")] string file
    )
    {
        if (ApiDocsFiles.Find(file) is not { } found)
        {
            return HttpResults.Problem(Problem.NotFound($"There is no file '{file}'."));
        }

        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "public, max-age=3600";
        headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(found.Content, found.Type, entityTag: found.Tag);
    }
}
