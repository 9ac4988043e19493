using AffiliateFunctions.Adjustments.OpeningBalances;
using AffiliateFunctions.Adjustments.Requests;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Adjustments;

/// <summary>Registers the feature.</summary>
public static class AdjustmentsServices
{
    /// <summary>Adds the feature's table, store and handlers.</summary>
    public static IServiceCollection AddAdjustments(this IServiceCollection services) =>
        services
            .AddTable(AdjustmentStore.Table)
            .AddSingleton<AdjustmentStore>()
            .AddSingleton<AdjustmentStarter>()
            .AddSingleton<AdjustmentRequests>()
            .AddSingleton<VoidRequests>()
            .AddSingleton<ICommissionVoids>(provider => provider.GetRequiredService<VoidRequests>())
            .AddSingleton<IAdjustments, AskedCorrections>()
            .AddSingleton<AdjustmentContent>()
            .AddSingleton<AdjustmentClosing>()
            .AddSingleton<OpeningBalanceImport>()
            .AddSingleton<IPartnerErasure, AdjustmentErasure>();
}
