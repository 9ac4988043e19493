using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.CycleApprovals;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Rails.PayPal;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Payouts.TaxYears;
using AffiliateFunctions.PerformanceReview;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts;

/// <summary>Registers the feature.</summary>
public static class PayoutsServices
{
    // A batch of 15,000 payments has about 3 MB.
    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddPayouts(this IServiceCollection services) =>
        services
            .AddPayoutRails()
            .AddTable(CycleStore.CyclesTable)
            .AddTable(CycleStore.PayoutsTable)
            .AddTable(StatementStore.Table)
            .AddSingleton<CycleStore>()
            .AddSingleton<SkippedPartnerStore>()
            .AddSingleton<ICycleTimes, CycleTimesReader>()
            .AddSingleton<StatementStore>()
            .AddSingleton<InvoiceNumbers>()
            .AddSingleton<PartnerAccounts>()
            .AddSingleton<PartnerStatements>()
            .AddSingleton<StatementLinks>()
            .AddSingleton<StatementAnswers>()
            .AddSingleton<IPartnerPayouts, PartnerPayouts>()
            .AddSingleton<TaxYearReader>()
            .AddSingleton<IPartnerErasure, PayoutErasure>()
            .AddSingleton<IPartnerErasure, StatementErasure>()
            .AddSingleton<IPayeeListener, WithdrawApprovals>()
            .AddSingleton<MonthlyPayoutStore>()
            .AddSingleton<IExpiringRows, ExpiredPayPalEvents>()
            .AddSingleton<PayoutSettingsStore>()
            .AddSingleton<ISealedValues>(provider => provider.GetRequiredService<PayoutSettingsStore>())
            .AddSingleton<PaymentFileStore>()
            .AddSingleton<ISealedValues>(provider => provider.GetRequiredService<PaymentFileStore>())
            .AddSingleton<ApprovedPayments>()
            .AddSingleton<UnpaidPayouts>()
            .AddSingleton<SettlementBooking>()
            .AddSingleton<PayoutReleases>()
            .AddSingleton<PartnerAssessment>()
            .AddSingleton<CycleApprovalContent>()
            .AddSingleton<CycleOverviewReader>()
            .AddSingleton<EarlierPayoutReader>()
            .AddSingleton<AccountUsers>()
            .AddSingleton<PayoutListLinks>()
            .AddSingleton<PaymentFileLinks>()
            .AddSingleton<IReviewListener, ReviewedCycles>()
            .AddSingleton<CycleProgress>()
            .AddSingleton<ICycleViews, CycleViews>()
            .AddSingleton<IProcessSource, CycleProcess>()
            .AddSingleton<CycleStarter>()
            .AddSingleton<IValidator<StartCycle.Body>, StartCycle.Validator>()
            .AddSingleton<PayoutPolicies>();

    private static IServiceCollection AddPayoutRails(this IServiceCollection services)
    {
        services.AddSettings<PayPalOptions>(PayPalOptions.Section);
        services
            .AddHttpClient(PayPalClient.HttpClientName, client => client.Timeout = ProviderTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        return services
            .AddSingleton<PayPalClient>()
            .AddSingleton<IApiRail, PayPalRail>()
            .AddSingleton(provider => new PayPalWebhooks(
                provider.GetRequiredService<PayPalClient>(),
                provider.GetRequiredService<IOptions<PayPalOptions>>()
            ))
            .AddSingleton<PayPalEventStore>()
            .AddSingleton(provider => new PayoutRails(new FileRail(), provider.GetServices<IApiRail>()))
            .AddSingleton<RejectedBatches>()
            .AddSingleton<IHealthSource>(provider => provider.GetRequiredService<RejectedBatches>())
            .AddSingleton<IValidator<StopBatch.Body>, StopBatch.Validator>()
            .AddTransient<RailMail>()
            .AddTransient<BatchStore>();
    }
}
