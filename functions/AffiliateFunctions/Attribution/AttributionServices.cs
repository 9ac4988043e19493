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

namespace AffiliateFunctions.Attribution;

/// <summary>Registers the feature.</summary>
public static class AttributionServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddAttribution(this IServiceCollection services)
    {
        services.AddOptions<ScreeningOptions>().BindConfiguration(ScreeningOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddTable(CustomerStore.Table)
            .AddSingleton<CustomerStore>()
            .AddTable(DealStore.Table)
            .AddSingleton<DealStore>()
            .AddTable(CustomerMails.Table)
            .AddSingleton<CustomerMails>()
            .AddSingleton<CustomerErasure>()
            .AddSingleton<IPartnerErasure, CreditedPartnerErasure>()
            .AddSingleton<Bursts>()
            .AddSingleton<NoteLeads>()
            .AddSingleton<OpenSources>()
            .AddSingleton<FindTouches>()
            .AddSingleton<CustomerLinks>()
            .AddSingleton<LinkedTouches>()
            .AddSingleton<RevisitConversions>()
            .AddSingleton<DecideEvents>();
    }
}
