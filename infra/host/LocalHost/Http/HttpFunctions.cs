using LocalHost.Workers;
using LocalHost.Workers.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace LocalHost.Http;

/// <summary>
/// Serves requests by functions. The request is forwarded to the worker's own HTTP address, and the invocation is sent
/// by gRPC. The worker matches the two by the invocation's id.
/// </summary>
internal sealed class HttpFunctions(
    IFunctionInvoker invoker,
    IHttpForwarder forwarder,
    WorkerConnections workers,
    WorkerAddress worker,
    FunctionKeys keys,
    ILogger<HttpFunctions> logger
) : IDisposable
{
    /// <summary>The header by which the worker finds the invocation of a request.</summary>
    public const string InvocationHeader = "x-ms-invocation-id";

    /// <summary>
    /// The highest number of bytes of a body: 100 MB, as on the platform (Azure Functions, "HTTP trigger: limits").
    /// </summary>
    public const long MaxBodySize = 104_857_600;

    private static readonly TypedData EmptyRequest = new() { Http = new RpcHttp() };

    // The platform's front end ends a request after 230 seconds.
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly RunningRequests _running = new();

    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        }
    );

    /// <summary>Serves a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="function">The function of the request.</param>
    /// <param name="level">The function's access level.</param>
    public async Task AnswerAsync(HttpContext http, WorkerFunction function, AccessLevel level)
    {
        if (!_running.TryBegin())
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await AnswerRunningAsync(http, function, level);
        }
        finally
        {
            _running.End();
        }
    }

    /// <summary>Rejects new requests and waits until the running ones have ended.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _running.StopAsync(cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task AnswerRunningAsync(HttpContext http, WorkerFunction function, AccessLevel level)
    {
        if (!keys.Allow(level, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (http.Request.ContentLength > MaxBodySize)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var invocation = new Invocation
        {
            TriggerValue = EmptyRequest,
            Metadata = RouteValuesOf(http),
            TraceParent = http.Request.Headers.TraceParent.ToString(),
            TraceState = http.Request.Headers.TraceState.ToString(),
        };
        http.Request.Headers[InvocationHeader] = invocation.Id;
        // While another worker starts, the request waits for the worker's address.
        await workers.CurrentAsync(http.RequestAborted);
        // Forwarding begins first, as on the platform; the worker waits for the invocation.
        using var failed = new CancellationTokenSource();
        var forwarding = forwarder.SendAsync(
            http,
            worker.Prefix!,
            _client,
            Forwarding,
            PlatformHeaders.Instance,
            failed.Token
        );
        var outcome = await invoker.InvokeAsync(function, invocation, http.RequestAborted);
        if (!outcome.Succeeded)
        {
            // A function that does not end never responds to the forwarded request.
            await failed.CancelAsync();
        }

        var error = await forwarding;
        if (!outcome.Succeeded && !http.RequestAborted.IsCancellationRequested)
        {
            logger.LogError("{Function} failed: {Fault}", function.Name, outcome.Fault?.Message);
            Fail(http, StatusCodes.Status500InternalServerError);
        }
        else if (error is not ForwarderError.None && !http.RequestAborted.IsCancellationRequested)
        {
            var fault = http.GetForwarderErrorFeature()?.Exception;
            logger.LogWarning(fault, "The request to {Function} could not be forwarded: {Error}", function.Name, error);
        }
    }

    private static void Fail(HttpContext http, int status)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = status;
        }
    }

    private static Dictionary<string, TypedData> RouteValuesOf(HttpContext http)
    {
        var values = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is string text)
            {
                values[name] = new TypedData { String = text };
            }
        }

        return values;
    }

    /// <summary>
    /// Sets the forwarding headers and replaces the caller's own, as the platform's proxy does. The headers name the
    /// direct caller of the host.
    /// </summary>
    private sealed class PlatformHeaders : HttpTransformer
    {
        public static readonly PlatformHeaders Instance = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext,
            HttpRequestMessage proxyRequest,
            string destinationPrefix,
            CancellationToken cancellationToken
        )
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            Set(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
            Set(proxyRequest, "X-Forwarded-Proto", httpContext.Request.Scheme);
            Set(proxyRequest, "X-Forwarded-Host", httpContext.Request.Host.Value);
        }

        private static void Set(HttpRequestMessage request, string name, string? value)
        {
            request.Headers.Remove(name);
            if (value is { Length: > 0 })
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
