using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Account;
using AffiliateFunctions.PartnerPages.Overview;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.PartnerPages.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.PartnerPages;

/// <summary>Registers the feature.</summary>
public static class PartnerPageServices
{
    /// <summary>Adds the feature's table, queue, stores and handlers.</summary>
    public static IServiceCollection AddPartnerPages(this IServiceCollection services)
    {
        services.AddSettings<PartnerPageOptions>(PartnerPageOptions.Section);
        return services
            .AddTable(AccessStore.Table)
            .AddQueue(SignInRequest.Queue)
            .AddSingleton<AccessStore>()
            .AddSingleton<PartnerSessions>()
            .AddSingleton<IPartnerErasure, SessionErasure>()
            .AddSingleton<IPartnerSignIns, LastSignIns>()
            .AddSingleton<SignInLinks>()
            .AddSingleton<SignInLimits>()
            .AddSingleton<PartnersOfMailbox>()
            .AddSingleton<SignInService>()
            .AddSingleton<SignInPages>()
            .AddSingleton<IStartPageLink, PartnerStartLink>()
            .AddSingleton<PartnerRequests>()
            .AddSingleton<OverviewText>()
            .AddSingleton<AccountText>()
            .AddSingleton<PartnerDataFile>();
    }
}
