using AffiliateFunctions.Attribution;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.PartnerLeads.Links;
using AffiliateFunctions.PartnerLeads.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>Registers the feature.</summary>
public static class PartnerLeadsServices
{
    /// <summary>Adds the feature's table, store and handlers.</summary>
    public static IServiceCollection AddPartnerLeads(this IServiceCollection services) =>
        services
            .AddTable(LeadStore.Table)
            .AddSingleton<LeadStore>()
            .AddSingleton<LeadPartners>()
            .AddSingleton<LeadDeals>()
            .AddSingleton<LeadTakeOvers>()
            .AddSingleton<LeadMails>()
            .AddSingleton<LeadAnnouncements>()
            .AddSingleton<LeadSignals>()
            .AddSingleton<LeadLinks>()
            .AddSingleton<LeadLinkReader>()
            .AddSingleton<LeadAnswerService>()
            .AddSingleton<LeadUpdateService>()
            .AddSingleton<LeadPages>()
            .AddSingleton<IPartnerLeads, HandedLeads>()
            .AddSingleton<LeadIntake>()
            .AddSingleton<IProcessSource, LeadProcess>()
            .AddSingleton<LeadErasure>()
            .AddSingleton<ICustomerDataErasure>(provider => provider.GetRequiredService<LeadErasure>())
            .AddSingleton<IPartnerErasure>(provider => provider.GetRequiredService<LeadErasure>());
}
