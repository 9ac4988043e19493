using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Keys;
using AffiliateFunctions.Operations.Poison;
using AffiliateFunctions.Operations.Transfer;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Operations;

/// <summary>Registers the feature.</summary>
public static class OperationsServices
{
    /// <summary>Adds the rotation of keys, the handling of poison messages, and the export and import of programs.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services
            .AddTable(ImportStore.Table)
            .AddSingleton<ImportStore>()
            .AddSingleton<IProgramImports>(provider => provider.GetRequiredService<ImportStore>())
            .AddSingleton<ImportWriter>()
            .AddSingleton<ProgramBalances>()
            .AddSingleton<ProgramExporter>()
            .AddSingleton<ProgramImporter>()
            .AddSingleton<PoisonQueues>()
            .AddSingleton<ReencryptionStore>()
            .AddSingleton<ReencryptionService>()
            .AddSingleton<IHealthSource, MissingKeys>();
}
