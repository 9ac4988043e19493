using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalHost.Http;

/// <summary>
/// The HTTP functions as endpoints of ASP.NET Core, one an address. As on the platform, a function answers only the methods
/// that it declares, so GET does not imply HEAD (Azure/azure-functions-host, issue 11625), and what no function answers is 404
/// whatever its method (issue 10098 there).
/// </summary>
internal sealed class HttpFunctions(
    FunctionCatalog catalog, FunctionRunner runner, FunctionKeys keys, HostJson hostJson, ILogger<HttpFunctions> logger)
{
    private readonly HttpRoutes _routes = new(hostJson.Extensions.Http.RoutePrefix);

    /// <summary>Checks the addresses.</summary>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> Validate() => _routes.Validate(catalog);

    /// <summary>Adds the endpoints.</summary>
    /// <param name="endpoints">The application's routes.</param>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var (function, trigger) in catalog.TriggeredBy<HttpTriggerAttribute>())
        {
            var endpoint = endpoints.Map(_routes.PatternOf(function, trigger), context => AnswerAsync(context, function, trigger.AuthLevel));
            endpoint.WithDisplayName(function.Name);
            if (trigger.Methods is { Length: > 0 } methods)
            {
                endpoint.WithMetadata(new HttpMethodMetadata(methods.Select(method => method.ToUpperInvariant())));
            }
        }

        endpoints.MapFallback("{**path}", NotFoundAsync);
    }

    private async Task AnswerAsync(HttpContext http, FunctionEntry function, AuthorizationLevel level)
    {
        if (!keys.Open(level, http.Request))
        {
            await PlainProblem.Of(StatusCodes.Status401Unauthorized, "Unauthorized", "Send a function key in the header x-functions-key or as ?code=.")
                .ExecuteAsync(http);
            return;
        }

        try
        {
            var options = new InvocationOptions { Services = http.RequestServices, HttpContext = http };
            await FunctionResults.WriteAsync(http, await runner.RunAsync(function, http.Request, options, http.RequestAborted));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody is left to answer.
        }
        catch (BadHttpRequestException refused) when (!http.Response.HasStarted)
        {
            await PlainProblem.Of(refused.StatusCode, "The request was refused.", refused.Message).ExecuteAsync(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            logger.LogError(fault, "{Function} failed", function.Name);
            http.Response.Clear();
            await PlainProblem.Of(StatusCodes.Status500InternalServerError, "The function failed.", "The fault was logged.").ExecuteAsync(http);
        }
    }

    private static Task NotFoundAsync(HttpContext http) =>
        PlainProblem.Of(StatusCodes.Status404NotFound, "Not found", $"No function answers {http.Request.Method} {http.Request.Path}.").ExecuteAsync(http);
}
