using LocalHost.Clock;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Queues;

/// <summary>Registers the queue trigger.</summary>
internal static class QueueServices
{
    /// <summary>Adds queue functions.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddQueues(this IServiceCollection services)
    {
        services.TryAddSingleton(new QueueTiming());
        return services
            .AddSingleton<QueueConnections>()
            .AddSingleton<QueueTriggers>()
            .AddSingleton<QueueInvoker>()
            .AddSingleton<QueueWorker>()
            .AddSingleton<ITrigger>(provider => provider.GetRequiredService<QueueWorker>())
            .AddSingleton<IDueSource>(provider => provider.GetRequiredService<QueueWorker>());
    }
}
