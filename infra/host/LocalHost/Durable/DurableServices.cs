using LocalHost.Clock;
using LocalHost.Durable.Client;
using LocalHost.Durable.Engine;
using LocalHost.Durable.Storage;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Durable;

/// <summary>The services that run orchestrations.</summary>
internal static class DurableServices
{
    /// <summary>Adds orchestrations, activities and their client.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddDurable(this IServiceCollection services)
    {
        services.TryAddSingleton(new DurableTiming());

        services
            .AddGrpc()
            .AddServiceOptions<DurableClientService>(options =>
            {
                options.MaxReceiveMessageSize = int.MaxValue;
                options.MaxSendMessageSize = int.MaxValue;
                options.Interceptors.Add<ClientFaults>();
            });
        return services
            .AddSingleton<DurableFunctions>()
            .AddSingleton<InstanceStore>()
            .AddSingleton<WorkerRegister>()
            .AddSingleton<OrchestrationVersions>()
            .AddSingleton<Orchestrators>()
            .AddSingleton<Activities>()
            .AddSingleton<DurableEngine>()
            .AddSingleton<DurableWorker>()
            .AddSingleton<ITrigger>(provider => provider.GetRequiredService<DurableWorker>())
            .AddSingleton<IDueSource>(provider => provider.GetRequiredService<DurableWorker>())
            .AddSingleton<DurableClientService>()
            .AddSingleton<IInputBinding, DurableClientBinding>();
    }
}
