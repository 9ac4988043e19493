using AffiliateFunctions.Disputes.Links;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Disputes;

/// <summary>Registers the feature.</summary>
public static class DisputesServices
{
    /// <summary>Adds the feature's table, store and handlers.</summary>
    public static IServiceCollection AddDisputes(this IServiceCollection services) =>
        services
            .AddTable(DisputeStore.Table)
            .AddSingleton<DisputeStore>()
            .AddSingleton<DisputeContent>()
            .AddSingleton<DisputeRemedies>()
            .AddSingleton<DisputeMails>()
            .AddSingleton<DisputeLinks>()
            .AddSingleton<DisputeService>()
            .AddSingleton<DisputePages>()
            .AddSingleton<IStatementDisputes, StatementDisputes>()
            .AddSingleton<IPartnerDisputes, PartnerDisputes>()
            .AddSingleton<IPartnerErasure, DisputeErasure>();
}
