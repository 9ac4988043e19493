using AffiliateFunctions.LocalRuntime.Clock;
using AffiliateFunctions.LocalRuntime.Durable.Client;
using AffiliateFunctions.LocalRuntime.Durable.Engine;
using AffiliateFunctions.LocalRuntime.Durable.Storage;
using AffiliateFunctions.LocalRuntime.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AffiliateFunctions.LocalRuntime.Durable;

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
