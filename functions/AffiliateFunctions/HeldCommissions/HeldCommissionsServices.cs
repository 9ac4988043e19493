using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Registers the feature.</summary>
public static class HeldCommissionsServices
{
    /// <summary>Adds the feature's table, stores and handlers.</summary>
    public static IServiceCollection AddHeldCommissions(this IServiceCollection services) =>
        services
            .AddTable(HeldBatchStore.Table)
            .AddSingleton<HeldBatchStore>()
            .AddSingleton<IDecisionRequests, HeldCommissionApprovals>()
            .AddSingleton<HeldCommissionLinks>()
            .AddSingleton<HeldCommissionMails>()
            .AddSingleton<HeldCommissionRequests>()
            .AddSingleton<HeldCommissionDecisions>()
            .AddSingleton<HeldCommissionPages>();
}
