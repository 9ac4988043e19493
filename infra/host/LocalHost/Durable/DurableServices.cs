using LocalHost.Clock;
using LocalHost.Durable.Client;
using LocalHost.Durable.Engine;
using LocalHost.Durable.Storage;
using LocalHost.Workers;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Durable;

/// <summary>The parts of the durable engine.</summary>
internal static class DurableServices
{
    /// <summary>Adds orchestrations and activities.</summary>
    public static IServiceCollection AddDurable(this IServiceCollection services)
    {
        services.TryAddSingleton(new DurableTiming());
        return services
            .AddSingleton<DurableFunctions>()
            .AddSingleton<InstanceStore>()
            .AddSingleton<WorkerRegister>()
            .AddSingleton<Episodes>()
            .AddSingleton<Activities>()
            .AddSingleton<DurableEngine>()
            .AddSingleton<DurableWorker>()
            .AddSingleton<ILocalTrigger>(provider => provider.GetRequiredService<DurableWorker>())
            .AddSingleton<IDueSource>(provider => provider.GetRequiredService<DurableWorker>())
            .AddSingleton<DurableTaskClient, LocalDurableClient>()
            .AddSingleton<IParameterBinder, DurableClientParameters>();
    }
}
