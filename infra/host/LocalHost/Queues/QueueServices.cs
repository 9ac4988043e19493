using LocalHost.Clock;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Queues;

/// <summary>The parts of the queue trigger.</summary>
internal static class QueueServices
{
    /// <summary>Adds queue functions.</summary>
    public static IServiceCollection AddQueues(this IServiceCollection services)
    {
        services.TryAddSingleton(new QueueTiming());
        return services
            .AddSingleton<QueueConnections>()
            .AddSingleton<QueueInvoker>()
            .AddSingleton<QueueWorker>()
            .AddSingleton<ILocalTrigger>(provider => provider.GetRequiredService<QueueWorker>())
            .AddSingleton<IDueSource>(provider => provider.GetRequiredService<QueueWorker>())
            .AddSingleton<IParameterBinder, MessageMetadataParameters>();
    }
}
