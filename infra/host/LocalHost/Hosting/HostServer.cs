using LocalHost.Http;
using LocalHost.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>The host: a server for callers, a server for the worker, and the worker that it starts.</summary>
internal sealed class HostServer : IAsyncDisposable
{
    // The setting with which the platform's host reads the headers of its front end.
    private const string ForwardedHeadersSetting = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    private readonly WebApplication _web;
    private readonly HostOptions _options;

    private HostServer(WebApplication web, HostOptions options) => (_web, _options) = (web, options);

    /// <summary>The address at which callers reach the host.</summary>
    public Uri BaseAddress => _options.Address.Uri;

    /// <summary>The first function key.</summary>
    public string FunctionKey => _web.Services.GetRequiredService<FunctionKeys>().First;

    /// <summary>The host's own services.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>The services of the app.</summary>
    /// <exception cref="InvalidOperationException">The app runs in a process of its own.</exception>
    public IServiceProvider AppServices =>
        _web.Services.GetRequiredService<WorkerLifetime>().AppServices
        ?? throw new InvalidOperationException("The app runs in a process of its own; its services cannot be reached.");

    /// <summary>Ends when the host has been stopped, by a signal or otherwise.</summary>
    public Task StoppedAsync() => _web.WaitForShutdownAsync();

    /// <summary>Starts the host and the app.</summary>
    /// <param name="options">The options of the host.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The host, with its functions started.</returns>
    /// <exception cref="StartRefusedException">The start failed for a reason that a message explains.</exception>
    public static async Task<HostServer> StartAsync(HostOptions options, CancellationToken cancellationToken = default)
    {
        var server = new HostServer(Build(options), options);
        try
        {
            await server._web.StartAsync(cancellationToken);
            server
                ._web.Services.GetRequiredService<ILogger<HostServer>>()
                .LogInformation("Listening on {Address}", server.BaseAddress);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _options.Address.Dispose();
    }

    private static WebApplication Build(HostOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        if (options.ReadsEnvironment)
        {
            builder.Configuration.AddEnvironmentVariables();
        }

        builder.Configuration.AddInMemoryCollection(options.Settings.ForApp);
        builder.Logging.AddHostLogging(options);
        AddServer(builder, options);
        builder.Services.AddLocalHost(options);
        options.ConfigureHost?.Invoke(builder.Services);
        var web = builder.Build();
        Map(web);
        return web;
    }

    private static void AddServer(WebApplicationBuilder builder, HostOptions options)
    {
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder
            .Services.AddOptions<KestrelServerOptions>()
            .Configure<GrpcAddress>(
                (kestrel, grpc) =>
                {
                    kestrel.AddServerHeader = false;
                    kestrel.Limits.MaxRequestBodySize = HttpFunctions.MaxBodySize;
                    options.Address.Listen(kestrel);
                    kestrel.Listen(
                        System.Net.IPAddress.Loopback,
                        grpc.Port.Port,
                        endpoint => endpoint.Protocols = HttpProtocols.Http2
                    );
                }
            );
        builder
            .Services.AddOptions<SocketTransportOptions>()
            .Configure<GrpcAddress>(
                (sockets, grpc) =>
                {
                    var reserved = new[] { grpc.Port, options.Address.Reserved }
                        .OfType<ReservedPort>()
                        .ToDictionary(port => port.Port, port => port.Socket);
                    sockets.CreateBoundListenSocket = endpoint =>
                        endpoint is System.Net.IPEndPoint address && reserved.TryGetValue(address.Port, out var socket)
                            ? socket
                            : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                }
            );
    }

    private static void Map(WebApplication web)
    {
        var grpc = web.Services.GetRequiredService<GrpcAddress>();
        if (web.Configuration.GetValue<bool>(ForwardedHeadersSetting))
        {
            web.UseForwardedHeaders(FrontEndHeaders());
        }

        web.UseRouting();
        web.MapGrpcService<FunctionRpcService>().RequireHost(grpc.Authority);
        web.MapGrpcService<Durable.Client.DurableClientService>().RequireHost(grpc.Authority);
        foreach (var part in web.Services.GetServices<ILocalEndpoints>())
        {
            part.Map(web);
        }

        ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)web).DataSources.Add(
            web.Services.GetRequiredService<FunctionEndpoints>()
        );
        web.MapFallback("{**path}", web.Services.GetRequiredService<UnknownRoutes>().AnswerAsync);
    }

    // As in ASP.NET Core with this setting, the last entry is used, regardless of its sender.
    private static ForwardedHeadersOptions FrontEndHeaders()
    {
        var headers = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        headers.KnownIPNetworks.Clear();
        headers.KnownProxies.Clear();
        return headers;
    }
}
