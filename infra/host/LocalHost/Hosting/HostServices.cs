using LocalHost.Azurite;
using LocalHost.Clock;
using LocalHost.Durable;
using LocalHost.Http;
using LocalHost.Mail;
using LocalHost.Queues;
using LocalHost.Storage;
using LocalHost.Timers;
using LocalHost.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>Registers all parts of the host.</summary>
internal static class HostServices
{
    /// <summary>Adds every part of the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The options of the host.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddLocalHost(this IServiceCollection services, HostOptions options) =>
        services
            .AddSingleton(options.HostJson)
            .AddSingleton(options.Settings)
            .AddSingleton(provider => new Settings(provider.GetRequiredService<IConfiguration>()))
            .AddSingleton<RuntimeStorage>()
            .AddHostedService<DevelopmentStorage>()
            .AddClock(isDriven: options.App is not null)
            .AddDurable()
            .AddMailSink()
            .AddQueues()
            .AddTimers()
            .AddFunctionHttp(options.HostJson)
            .AddWorkers(options);

    /// <summary>Logs to the console, at the levels of host.json.</summary>
    /// <param name="logging">The host's log.</param>
    /// <param name="options">The options of the host.</param>
    public static void AddHostLogging(this ILoggingBuilder logging, HostOptions options)
    {
        logging
            .SetMinimumLevel(options.MinLevel)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("Yarp", LogLevel.Error)
            // The caller of the start reports the reasons for a failed start itself.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true);
        foreach (var (category, text) in options.HostJson.Logging.LogLevel)
        {
            if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level))
            {
                continue;
            }

            if (!category.Equals("default", StringComparison.OrdinalIgnoreCase))
            {
                logging.AddFilter(category, level > options.MinLevel ? level : options.MinLevel);
            }
            else if (level > options.MinLevel)
            {
                logging.SetMinimumLevel(level);
            }
        }
    }

    private static IServiceCollection AddFunctionHttp(this IServiceCollection services, HostJson hostJson)
    {
        services.AddHttpForwarder();
        return services
            .AddSingleton(new HttpRoutes(hostJson.Extensions.Http.RoutePrefix))
            .AddSingleton<FunctionKeys>()
            .AddSingleton<HttpFunctions>()
            .AddSingleton<FunctionEndpoints>()
            .AddSingleton<UnknownRoutes>();
    }

    private static IServiceCollection AddWorkers(this IServiceCollection services, HostOptions options)
    {
        services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        services.AddSingleton<IWorkerLauncher>(provider =>
            options.App is { } app
                ? ActivatorUtilities.CreateInstance<InProcessLauncher>(provider, app)
                : ActivatorUtilities.CreateInstance<ChildProcessLauncher>(provider, options.Published!)
        );
        return services
            .AddSingleton<GrpcAddress>()
            .AddSingleton<WorkerAddress>()
            .AddSingleton<WorkerLogs>()
            .AddSingleton<WorkerConnections>()
            .AddSingleton<FunctionCatalog>()
            .AddSingleton<FunctionCheck>()
            .AddSingleton<IFunctionInvoker, FunctionInvoker>()
            .AddSingleton<WorkerLifetime>()
            .AddHostedService(provider => provider.GetRequiredService<WorkerLifetime>());
    }
}
