using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Links;

/// <summary>Registers the feature.</summary>
public static class LinkServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddLinks(this IServiceCollection services)
    {
        services.AddSettings<LinkOptions>(LinkOptions.Section);
        return services
            .AddTable(NetworkPseudonyms.Table)
            .AddSingleton<NetworkPseudonyms>()
            .AddSingleton<VisitorAnonymizer>()
            .AddSingleton<ProgramCache>()
            .AddSingleton<LinkCache>()
            .AddSingleton<ClickRuleCache>()
            .AddSingleton<ClickLog>()
            .AddHostedService(provider => provider.GetRequiredService<ClickLog>())
            .AddSingleton<LinkTargetResolver>()
            .AddSingleton<CountClicks>()
            .AddSingleton<ClickScreening>();
    }
}
