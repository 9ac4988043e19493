using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.PartnerContracts.Requests;
using AffiliateFunctions.PartnerContracts.Store;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.PartnerContracts;

/// <summary>Registers the feature.</summary>
public static class PartnerContractServices
{
    /// <summary>Adds the feature's table, store and handlers.</summary>
    public static IServiceCollection AddPartnerContracts(this IServiceCollection services) =>
        services
            .AddTable(ContractStore.Table)
            .AddSingleton<ContractStore>()
            .AddSingleton<ContractStarter>()
            .AddSingleton<ContractRequests>()
            .AddSingleton<ContractFollowUp>()
            .AddSingleton<IPartnerErasure, ContractErasure>();
}
