using System.Reflection;
using LocalHost.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Workers;

/// <summary>
/// Starts the app with its own entry point in this process, as ASP.NET Core's WebApplicationFactory does. The app's
/// clock is replaced by the host's, which can be moved. The only other change is the port of the app's own HTTP server:
/// the platform's package keeps it in a static member, which two apps of one process would share.
/// </summary>
/// <param name="app">The app to start.</param>
/// <param name="settings">The app's settings.</param>
/// <param name="grpc">The gRPC address of the host.</param>
/// <param name="clock">The clock of the app.</param>
internal sealed class InProcessLauncher(InProcessApp app, AppSettings settings, GrpcAddress grpc, TimeProvider clock)
    : IWorkerLauncher
{
    // The worker and its ASP.NET Core part look for host.json in this directory.
    private const string DirectoryVariable = "FUNCTIONS_APPLICATION_DIRECTORY";

    public string Directory => app.Directory;

    public async Task<ILaunchedWorker> LaunchAsync(string workerId, CancellationToken cancellationToken)
    {
        // The worker uses the process's entry assembly to find its functions and the start-up code of its extensions.
        Assembly.SetEntryAssembly(app.Program);
        Environment.SetEnvironmentVariable(DirectoryVariable, app.Directory);
        var http = new ReservedPort();
        var start = new HostStart(host => Configure(host, http));
        var main = start.Run(app.Program, ArgumentsOf(workerId));
        try
        {
            var host = await start.Built.WaitAsync(cancellationToken);
            return new Worker(host, main, http);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    private void Configure(IHostBuilder host, ReservedPort http) =>
        host.ConfigureServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton(clock));
            services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
            services.Configure<KestrelServerOptions>(kestrel =>
                kestrel.Listen(System.Net.IPAddress.Loopback, http.Port)
            );
            services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = _ => http.Socket);
            services.Configure<LoggerFilterOptions>(logging => logging.MinLevel = app.MinLevel);
            app.ConfigureServices?.Invoke(services);
        });

    private string[] ArgumentsOf(string workerId) =>
        [
            .. settings.ForApp.Select(setting => $"--{setting.Key}={setting.Value}"),
            $"--Functions:Worker:HostEndpoint={grpc.Uri}",
            $"--Functions:Worker:WorkerId={workerId}",
            $"--Functions:Worker:RequestId={workerId}",
            $"--Functions:Worker:GrpcMaxMessageLength={int.MaxValue}",
        ];

    private sealed class Worker(IHost host, Task main, ReservedPort http) : ILaunchedWorker
    {
        // Resolved while the app runs, because an app that ends by itself disposes of its services before its entry
        // point returns.
        private readonly IHostApplicationLifetime _lifetime =
            host.Services.GetRequiredService<IHostApplicationLifetime>();

        public Task Ended => main;

        public Uri HttpAddress { get; } = new($"http://127.0.0.1:{http.Port}");

        public IServiceProvider Services => host.Services;

        public async ValueTask DisposeAsync()
        {
            _lifetime.StopApplication();
            await main.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            http.Dispose();
        }
    }

    // The host decides when the app ends and handles all signals.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>An app that is started in this process.</summary>
/// <param name="Program">The assembly of the app, with an entry point.</param>
/// <param name="Directory">The folder of its host.json.</param>
internal sealed record InProcessApp(Assembly Program, string Directory)
{
    /// <summary>The lowest level of the app's log entries.</summary>
    public LogLevel MinLevel { get; init; } = LogLevel.Information;

    /// <summary>Changes the app's services after the app has added its own; for tests.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }
}
