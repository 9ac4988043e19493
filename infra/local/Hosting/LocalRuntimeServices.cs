using AffiliateFunctions.LocalRuntime.Azurite;
using AffiliateFunctions.LocalRuntime.Clock;
using AffiliateFunctions.LocalRuntime.Durable;
using AffiliateFunctions.LocalRuntime.Http;
using AffiliateFunctions.LocalRuntime.Mail;
using AffiliateFunctions.LocalRuntime.Queues;
using AffiliateFunctions.LocalRuntime.Storage;
using AffiliateFunctions.LocalRuntime.Timers;
using AffiliateFunctions.LocalRuntime.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.LocalRuntime.Hosting;

/// <summary>The parts of the local runtime: the one place where they are put together.</summary>
internal static class LocalRuntimeServices
{
    /// <summary>Adds every part of the runtime. Called before the application adds its own services, so that the runtime starts first.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="hostJson">What host.json says.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddLocalRuntime(this IServiceCollection services, HostJson hostJson)
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
