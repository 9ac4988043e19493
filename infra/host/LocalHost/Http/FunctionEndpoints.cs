using LocalHost.Workers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace LocalHost.Http;

/// <summary>
/// The endpoints of the HTTP functions, known once the worker has loaded them. As on the platform, a function serves
/// only the methods that it declares, so GET does not imply HEAD (Azure/azure-functions-host, issue 11625). A request
/// that no function serves gets 404 regardless of its method (issue 10098 there).
/// </summary>
internal sealed class FunctionEndpoints(FunctionCatalog functions, HttpRoutes routes, HttpFunctions http)
    : EndpointDataSource,
        IDisposable
{
    private CancellationTokenSource _changed = new();
    private IReadOnlyList<Endpoint> _endpoints = [];

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    /// <summary>Serves the functions' endpoints from now on.</summary>
    public void Open()
    {
        _endpoints = [.. functions.TriggeredBy(HttpRoutes.TriggerType).Select(EndpointOf)];
        // Callbacks of the old token request the next token at once.
        using var changed = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
        changed.Cancel();
    }

    public void Dispose() => _changed.Dispose();

    private RouteEndpoint EndpointOf(WorkerFunction function)
    {
        var level = FunctionKeys.LevelOf(function.Trigger);
        var endpoint = new RouteEndpointBuilder(
            context => http.AnswerAsync(context, function, level),
            routes.PatternOf(function),
            order: 0
        )
        {
            DisplayName = function.Name,
        };
        if (function.Trigger.Texts("methods") is { Count: > 0 } methods)
        {
            endpoint.Metadata.Add(new HttpMethodMetadata(methods.Select(method => method.ToUpperInvariant())));
        }

        return (RouteEndpoint)endpoint.Build();
    }
}
