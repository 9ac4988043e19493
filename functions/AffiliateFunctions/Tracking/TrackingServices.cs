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
using AffiliateFunctions.Tracking.Webhooks;
using AffiliateFunctions.Tracking.Webhooks.HubSpot;
using AffiliateFunctions.Tracking.Webhooks.Paddle;
using AffiliateFunctions.Tracking.Webhooks.Shopify;
using AffiliateFunctions.Tracking.Webhooks.Standard;
using AffiliateFunctions.Tracking.Webhooks.Stripe;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tracking;

/// <summary>Registers the feature.</summary>
public static class TrackingServices
{
    /// <summary>Adds the feature's tables, queue, stores and handlers.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        services.AddOptions<TrackingOptions>().BindConfiguration(TrackingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddTable(EventStore.Table)
            .AddTable(CustomerStore.Table)
            .AddTable(InvoiceStore.Table)
            .AddTable(DealStore.Table)
            .AddTable(RateStore.Table)
            .AddQueue(EventMessage.Queue)
            .AddQueue(EventMessage.PoisonQueue)
            .AddTable(NetworkNames.Table)
            .AddSingleton<EventStore>()
            .AddSingleton<ClickStore>()
            .AddSingleton<CustomerStore>()
            .AddSingleton<InvoiceStore>()
            .AddSingleton<ITrackingLog, TrackingLog>()
            .AddSingleton<ClickIds>()
            .AddSingleton<KnownPrograms>()
            .AddSingleton<KnownLinks>()
            .AddSingleton<KnownRules>()
            .AddSingleton<ClickLog>()
            .AddHostedService(provider => provider.GetRequiredService<ClickLog>())
            .AddSingleton<LinkTargets>()
            .AddSingleton<CountClicks>()
            .AddSingleton<ApplyClicks>()
            .AddSingleton<NetworkNames>()
            .AddSingleton<ForgetVisitors>()
            .AddTable(CustomerMails.Table)
            .AddSingleton<CustomerMails>()
            .AddSingleton<CustomerErasure>()
            .AddSingleton<IPartnerErasure, CreditedPartnerErasure>()
            .AddSingleton<Bursts>()
            .AddSingleton<NoteClicks>()
            .AddSingleton<NoteLeads>()
            .AddSingleton<NameClicks>()
            .AddSingleton<GroupCommit>()
            .AddSingleton<EventAcceptance>()
            .AddSingleton<EventIntake>()
            .AddSingleton<DealStore>()
            .AddSingleton<RateStore>()
            .AddSingleton<IRates>(provider => provider.GetRequiredService<RateStore>())
            .AddSingleton<RetryEvents>()
            .AddSingleton<IWebhookProvider, StripeWebhooks>()
            .AddSingleton<IWebhookProvider, PaddleWebhooks>()
            .AddSingleton<IWebhookProvider, ShopifyWebhooks>()
            .AddSingleton<IWebhookProvider, HubSpotWebhooks>()
            .AddSingleton<IWebhookProvider, StandardWebhooks>()
            .AddSingleton<NameInvoices>()
            .AddTable(ProviderNames.Table)
            .AddSingleton<ProviderNames>()
            .AddSingleton<LateNames>()
            .AddSingleton<ReadNames>()
            .AddSingleton<RefusedEvents>()
            .AddTable(IgnoredEvents.Table)
            .AddSingleton<IgnoredEvents>()
            .AddSingleton<ChangedSales>()
            .AddSingleton<TakeWebhook>()
            .AddSingleton<OpenSources>()
            .AddSingleton<FindTouches>()
            .AddSingleton<CustomerLinks>()
            .AddSingleton<LinkedTouches>()
            .AddSingleton<RevisitConversions>()
            .AddSingleton<DecideEvents>()
            .AddSingleton<ApplySaleChanges>()
            .AddSingleton<ApplyRefunds>()
            .AddSingleton<ConversionNotices>()
            .AddSingleton<EventApplication>()
            .AddSingleton<IHeldEvents, SettleHeldEvents>()
            .AddSingleton<EventIsolation>()
            .AddSingleton<GroupApplication>();
    }
}
