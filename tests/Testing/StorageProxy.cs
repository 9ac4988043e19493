using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Testing;

/// <summary>
/// A proxy between an app and its queues and tables. It makes requests fail in the ways in which a network or a busy
/// service makes them fail.
/// </summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(0.3);

    // Client and server create these headers for each connection.
    private static readonly HashSet<string> ConnectionHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Host",
        "Keep-Alive",
        "Transfer-Encoding",
    };

    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        }
    );

    private readonly List<WebApplication> _servers = [];
    private readonly FaultSequence _reads;
    private readonly FaultSequence _writes;

    private Hold? _hold;

    private StorageProxy(int seed)
    {
        _reads = new FaultSequence(seed);
        _writes = new FaultSequence(seed + 1);
    }

    /// <summary>The connection string of the storage behind the proxy.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    /// <summary>One of so many requests fails; 0 for none.</summary>
    public int FaultInterval { get; set; }

    /// <summary>The number of faults so far in requests that write. The kinds of faults take turns.</summary>
    public int WriteFaults => _writes.Faults;

    /// <summary>Starts a proxy that lets all requests pass.</summary>
    /// <param name="storage">The connection string of the storage, with the endpoints of queues and tables.</param>
    /// <param name="seed">The seed of the choice of requests that fail.</param>
    public static async Task<StorageProxy> StartAsync(string storage, int seed)
    {
        var proxy = new StorageProxy(seed);
        var parts = storage
            .TrimEnd(';')
            .Split(';')
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        foreach (var service in new[] { "QueueEndpoint", "TableEndpoint" })
        {
            var endpoint = new Uri(parts[service]);
            parts[service] = new Uri(await proxy.ListenAsync(endpoint), endpoint.AbsolutePath).AbsoluteUri;
        }

        proxy.ConnectionString = string.Join(';', parts.Select(part => $"{part.Key}={part.Value}"));
        return proxy;
    }

    /// <summary>
    /// Holds the next request that writes to a table: it is never answered. An earlier hold that was not reached ends.
    /// </summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="isApplied">Whether the storage gets the request.</param>
    /// <param name="containing">A part of the written row; null for any row.</param>
    /// <returns>Ends when the request is held.</returns>
    public Task HoldNextWriteTo(string table, bool isApplied, string? containing = null)
    {
        var hold = new Hold(table, isApplied, containing);
        _hold = hold;
        return hold.Reached.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task<Uri> ListenAsync(Uri endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1)
        );
        var server = builder.Build();
        server.Run(http => RespondAsync(http, endpoint));
        await server.StartAsync();
        _servers.Add(server);
        return new Uri(server.Urls.Single());
    }

    private async Task RespondAsync(HttpContext http, Uri endpoint)
    {
        var fault = (HttpMethods.IsGet(http.Request.Method) ? _reads : _writes).Next(FaultInterval);
        switch (fault)
        {
            case ProxyFault.Reset:
                http.Abort();
                break;
            case ProxyFault.InternalError:
                Refuse(http, StatusCodes.Status500InternalServerError, "InternalError");
                break;
            case ProxyFault.Busy:
                Refuse(http, StatusCodes.Status503ServiceUnavailable, "ServerBusy");
                break;
            case ProxyFault.Delay:
                await Task.Delay(Delay, CancellationToken.None);
                await ForwardAsync(http, endpoint, fault: null);
                break;
            default:
                await ForwardAsync(http, endpoint, fault);
                break;
        }
    }

    private async Task ForwardAsync(HttpContext http, Uri endpoint, ProxyFault? fault)
    {
        using var request = await CopyAsync(http.Request, endpoint);
        if (
            _hold is { } hold
            && await hold.IsOfAsync(request)
            && Interlocked.CompareExchange(ref _hold, null, hold) == hold
        )
        {
            await HoldAsync(hold, http, request);
            return;
        }

        using var response = await _client.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        switch (fault)
        {
            case ProxyFault.ResetAfterwards:
                http.Abort();
                break;
            case ProxyFault.ErrorAfterwards:
                Refuse(http, StatusCodes.Status500InternalServerError, "OperationTimedOut");
                break;
            case ProxyFault.CutResponse:
                await WriteAsync(http.Response, response, body, body.Length / 2);
                http.Abort();
                break;
            default:
                await WriteAsync(http.Response, response, body, body.Length);
                break;
        }
    }

    // The connection ends with the process of the client.
    private async Task HoldAsync(Hold hold, HttpContext http, HttpRequestMessage request)
    {
        if (hold.IsApplied)
        {
            using var response = await _client.SendAsync(request, CancellationToken.None);
        }

        var ended = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(ended.SetResult);
        hold.Reached.SetResult();
        await ended.Task;
    }

    private static void Refuse(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["x-ms-error-code"] = code;
    }

    // The whole body is read first, so that the server receives either the complete request or none.
    private static async Task<HttpRequestMessage> CopyAsync(HttpRequest request, Uri endpoint)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        // The signature of the request covers the address as the client wrote it.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(endpoint, target))
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach (var (name, values) in request.Headers.Where(header => !ConnectionHeaders.Contains(header.Key)))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                copy.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return copy;
    }

    private static async Task WriteAsync(HttpResponse target, HttpResponseMessage source, byte[] body, int length)
    {
        target.StatusCode = (int)source.StatusCode;
        var headers = source.Headers.Concat(source.Content.Headers);
        foreach (var (name, values) in headers.Where(header => !ConnectionHeaders.Contains(header.Key)))
        {
            target.Headers[name] = values.ToArray();
        }

        if (source.StatusCode is not HttpStatusCode.NoContent)
        {
            target.ContentLength = body.Length;
            await target.StartAsync();
            await target.Body.WriteAsync(body.AsMemory(0, length));
            await target.Body.FlushAsync();
        }
    }

    private sealed record Hold(string Table, bool IsApplied, string? Containing)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // A transaction is sent to the address of all tables, and names them in its parts.
        public async Task<bool> IsOfAsync(HttpRequestMessage request)
        {
            if (request.Method == HttpMethod.Get)
            {
                return false;
            }

            var path = request.RequestUri!.AbsolutePath;
            var body = request.Content is { } content
                ? await content.ReadAsStringAsync(CancellationToken.None)
                : string.Empty;
            if (Containing is not null && !body.Contains(Containing, StringComparison.Ordinal))
            {
                return false;
            }

            var written = path.EndsWith("/$batch", StringComparison.Ordinal) ? body : $"{path} ";
            return written.Contains($"/{Table}(", StringComparison.Ordinal)
                || written.Contains($"/{Table} ", StringComparison.Ordinal)
                || written.Contains($"/{Table}?", StringComparison.Ordinal);
        }
    }

    // Of each block of requests one fails, at a random place, so that the number of faults is known.
    private sealed class FaultSequence(int seed)
    {
        private static readonly ProxyFault[] Kinds = Enum.GetValues<ProxyFault>();

        private readonly Lock _gate = new();
        private readonly Random _random = new(seed);
        private int _position;
        private int _failing;

        public int Faults { get; private set; }

        public ProxyFault? Next(int interval)
        {
            if (interval == 0)
            {
                return null;
            }

            lock (_gate)
            {
                if (_position % interval == 0)
                {
                    (_position, _failing) = (0, _random.Next(interval));
                }

                return _position++ == _failing ? Kinds[Faults++ % Kinds.Length] : null;
            }
        }
    }
}
