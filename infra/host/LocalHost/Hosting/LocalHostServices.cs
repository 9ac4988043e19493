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

namespace LocalHost.Hosting;

/// <summary>The parts of the local runtime: the one place where they are put together.</summary>
internal static class LocalHostServices
{
    /// <summary>Adds every part of the runtime. Called before the application adds its own services, so that the runtime starts first.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="hostJson">What host.json says.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddLocalHost(this IServiceCollection services, HostJson hostJson)
    {
        return services
            .AddSingleton(hostJson)
            .AddSingleton(provider => new Settings(provider.GetRequiredService<IConfiguration>()))
            .AddSingleton<FunctionRunner>()
            .AddSingleton<FunctionKeys>()
            .AddSingleton<HttpFunctions>()
            .AddSingleton<RuntimeStorage>()
            .AddHostedService<DevelopmentStorage>()
            .AddClock()
            .AddDurable()
            .AddMailSink()
            .AddQueues()
            .AddTimers()
            .AddHostedService<TriggerLifetime>();
    }
}
