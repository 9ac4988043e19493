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
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tracking;

/// <summary>Registers the feature.</summary>
public static class TrackingServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        services.AddOptions<TrackingOptions>().BindConfiguration(TrackingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddTable(InvoiceStore.Table)
            .AddSingleton<InvoiceStore>()
            .AddSingleton<ITrackingLog, TrackingLog>()
            .AddSingleton<ApplyClicks>()
            .AddSingleton<NameClicks>()
            .AddSingleton<EventAcceptance>()
            .AddSingleton<EventIntake>()
            .AddSingleton<RetryEvents>()
            .AddSingleton<IExchangeRateListener>(provider => provider.GetRequiredService<RetryEvents>())
            .AddSingleton<ApplySaleChanges>()
            .AddSingleton<ApplyRefunds>()
            .AddSingleton<ConversionNotices>()
            .AddSingleton<EventApplication>()
            .AddSingleton<IHeldEvents, SettleHeldEvents>()
            .AddSingleton<EventIsolation>()
            .AddSingleton<GroupApplication>();
    }
}
