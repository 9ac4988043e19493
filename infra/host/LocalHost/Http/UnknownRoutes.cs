using LocalHost.Workers;
using Microsoft.AspNetCore.Http;

namespace LocalHost.Http;

/// <summary>
/// What no function answers: 404 with an empty body, as the platform does; while no worker has loaded the functions
/// yet, 503.
/// </summary>
internal sealed class UnknownRoutes(WorkerConnections workers)
{
    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    public Task AnswerAsync(HttpContext http)
    {
        http.Response.StatusCode = workers.IsReady
            ? StatusCodes.Status404NotFound
            : StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
