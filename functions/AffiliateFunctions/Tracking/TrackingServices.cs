using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Refunds;
using AffiliateFunctions.Tracking.Retry;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tracking;

/// <summary>Registers the feature.</summary>
public static class TrackingServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        services.AddSettings<TrackingOptions>(TrackingOptions.Section);
        return services
            .AddTable(InvoiceStore.Table)
            .AddSingleton<InvoiceStore>()
            .AddSingleton<IConversionLookup, ConversionLookup>()
            .AddSingleton<IEventRecords, EventRecords>()
            .AddSingleton<ITrackingLog, TrackingLog>()
            .AddSingleton<IProcessSource, EventProcess>()
            .AddSingleton<ApplyClicks>()
            .AddSingleton<ClickIdAssigner>()
            .AddSingleton<EventMetrics>()
            .AddSingleton<EventAcceptance>()
            .AddSingleton<EventIntake>()
            .AddSingleton<IPartnerReports, PartnerReports>()
            .AddTable(IntakeCounts.Table)
            .AddSingleton<IntakeCounts>()
            .AddSingleton<RetryEvents>()
            .AddSingleton<IExchangeRateListener>(provider => provider.GetRequiredService<RetryEvents>())
            .AddSingleton<ApplySaleChanges>()
            .AddSingleton<FindRefundedSale>()
            .AddSingleton<ApplyRefunds>()
            .AddSingleton<ConversionWebhookEvents>()
            .AddSingleton<EventApplication>()
            .AddSingleton<IHeldEvents, SettleHeldEvents>()
            .AddSingleton<EventIsolation>()
            .AddSingleton<GroupApplication>();
    }
}
