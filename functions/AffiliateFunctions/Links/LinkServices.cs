using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Customers;
using AffiliateFunctions.Tracking.Deals;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Rates;
using AffiliateFunctions.Tracking.Retry;
using AffiliateFunctions.Tracking.Screens;
using AffiliateFunctions.Tracking.Store;
using AffiliateFunctions.Tracking.Visitors;
using AffiliateFunctions.Tracking.Webhooks.HubSpot;
using AffiliateFunctions.Tracking.Webhooks.Paddle;
using AffiliateFunctions.Tracking.Webhooks.Shopify;
using AffiliateFunctions.Tracking.Webhooks.Standard;
using AffiliateFunctions.Tracking.Webhooks.Stripe;
using AffiliateFunctions.Tracking.Webhooks;
using AffiliateFunctions.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Links;

/// <summary>Registers the feature.</summary>
public static class LinkServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddLinks(this IServiceCollection services)
    {
        services.AddOptions<LinkOptions>().BindConfiguration(LinkOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddTable(NetworkNames.Table)
            .AddSingleton<NetworkNames>()
            .AddSingleton<ForgetVisitors>()
            .AddSingleton<KnownPrograms>()
            .AddSingleton<KnownLinks>()
            .AddSingleton<KnownRules>()
            .AddSingleton<ClickLog>()
            .AddHostedService(provider => provider.GetRequiredService<ClickLog>())
            .AddSingleton<LinkTargets>()
            .AddSingleton<CountClicks>()
            .AddSingleton<NoteClicks>();
    }
}
