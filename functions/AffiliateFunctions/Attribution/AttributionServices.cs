using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Attribution.Touches;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Attribution;

/// <summary>Registers the feature.</summary>
public static class AttributionServices
{
    /// <summary>Adds the feature's tables, queues, stores and handlers.</summary>
    public static IServiceCollection AddAttribution(this IServiceCollection services)
    {
        services.AddSettings<ScreeningOptions>(ScreeningOptions.Section);
        return services
            .AddTable(CustomerStore.Table)
            .AddSingleton<CustomerStore>()
            .AddSingleton<ICustomerRecords, CustomerRecords>()
            .AddTable(DealStore.Table)
            .AddSingleton<DealStore>()
            .AddSingleton<IPartnerDeals, PartnerDeals>()
            .AddSingleton<IDealRegistrations, DealRegistrations>()
            .AddTable(CustomerEmailIndex.Table)
            .AddSingleton<CustomerEmailIndex>()
            .AddSingleton<ICustomerLookup, CustomerLookup>()
            .AddSingleton<CustomerErasure>()
            .AddSingleton<ICustomerAssignments, CustomerAssignments>()
            .AddSingleton<CustomerHolds>()
            .AddSingleton<ICustomerHoldActions, CustomerHoldActions>()
            .AddSingleton<ICustomerFrauds>(provider => provider.GetRequiredService<CustomerHolds>())
            .AddSingleton<IPartnerErasure, CreditedPartnerErasure>()
            .AddSingleton<BurstDetector>()
            .AddSingleton<LeadScreening>()
            .AddSingleton<DecisionSourceReader>()
            .AddSingleton<FindTouches>()
            .AddSingleton<CustomerLinks>()
            .AddSingleton<LinkedTouches>()
            .AddSingleton<RevisitConversions>()
            .AddSingleton<IManualTouches, ManualTouches>()
            .AddSingleton<TouchImport>()
            .AddSingleton<EventDecider>()
            .AddSingleton<DecideEvents>();
    }
}
