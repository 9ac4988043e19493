using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.ConsolePages.Commissions;
using AffiliateFunctions.ConsolePages.Customers;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.ConsolePages.RuleVersions;
using AffiliateFunctions.ConsolePages.SignIn;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages;

/// <summary>Registers the feature.</summary>
public static class ConsolePageServices
{
    /// <summary>Adds the feature's table, stores and handlers.</summary>
    public static IServiceCollection AddConsolePages(this IServiceCollection services)
    {
        services.AddSettings<ConsoleOptions>(ConsoleOptions.Section);
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsTrust>();
        return services
            .AddTable(ConsoleSessionStore.Table)
            .AddSingleton<ConsoleSessionStore>()
            .AddSingleton<ConsoleAccess>()
            .AddSingleton<ConsoleSessions>()
            .AddSingleton<ConsoleSignInPages>()
            .AddSingleton<IStartPageLink, ConsoleStartLink>()
            .AddSingleton<ConsoleRequests>()
            .AddSingleton<ProgramSummaries>()
            .AddSingleton<PartnerTableReader>()
            .AddSingleton<PartnerPageText>()
            .AddSingleton<ShowConsoleCommissions>()
            .AddSingleton<ShowConsoleCustomer>()
            .AddSingleton<ShowConsolePartner>()
            .AddSingleton<ShowConsoleRuleBook>();
    }
}
