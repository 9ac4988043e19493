using AffiliateFunctions.Governance;
using AffiliateFunctions.Operations.Keys;
using AffiliateFunctions.Operations.Poison;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Operations;

/// <summary>Registers the feature.</summary>
public static class OperationsServices
{
    /// <summary>Adds the rotation of keys and the handling of poison messages.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services
            .AddSingleton<PoisonQueues>()
            .AddSingleton<ReencryptionStore>()
            .AddSingleton<ReencryptionService>()
            .AddSingleton<IHealthSource, MissingKeys>();
}
