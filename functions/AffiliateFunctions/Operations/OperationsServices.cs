using AffiliateFunctions.Governance;
using AffiliateFunctions.Operations.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Operations;

/// <summary>Registers the feature.</summary>
public static class OperationsServices
{
    /// <summary>Adds the rotation of keys.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services
            .AddSingleton<ReencryptionStore>()
            .AddSingleton<ReencryptionService>()
            .AddSingleton<IHealthSource, MissingKeys>();
}
