using LocalHost.Workers;
using Microsoft.AspNetCore.Http;

namespace LocalHost.Http;

/// <summary>
/// Responds to requests that match no function: 404 with an empty body, as on the platform, or 503 as long as no worker
/// has loaded the functions. At the root, the platform responds 204 if its home page is switched off by
/// <c>AzureWebJobsDisableHomepage</c>, as it is for this app.
/// </summary>
internal sealed class UnknownRoutes(WorkerConnections workers)
{
    /// <summary>Responds to a request.</summary>
    /// <param name="http">The request.</param>
    public Task AnswerAsync(HttpContext http)
    {
        http.Response.StatusCode =
            !workers.IsReady ? StatusCodes.Status503ServiceUnavailable
            : http.Request.Path == "/" ? StatusCodes.Status204NoContent
            : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
