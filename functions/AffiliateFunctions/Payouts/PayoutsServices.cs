using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.CycleApprovals;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Statements;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Payouts.TaxYears;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Payouts;

/// <summary>Registers the feature.</summary>
public static class PayoutsServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddPayouts(this IServiceCollection services) =>
        services
            .AddTable(CycleStore.CyclesTable)
            .AddTable(CycleStore.PayoutsTable)
            .AddTable(StatementStore.Table)
            .AddSingleton<CycleStore>()
            .AddSingleton<StatementStore>()
            .AddSingleton<InvoiceNumbers>()
            .AddSingleton<PartnerAccounts>()
            .AddSingleton<PartnerStatements>()
            .AddSingleton<StatementLinks>()
            .AddSingleton<StatementAnswers>()
            .AddSingleton<TaxYearReader>()
            .AddSingleton<IPartnerErasure, PayoutErasure>()
            .AddSingleton<IPartnerErasure, StatementErasure>()
            .AddSingleton<IPayeeListener, WithdrawApprovals>()
            .AddSingleton<MonthlyPayoutStore>()
            .AddSingleton<PayoutSettingsStore>()
            .AddSingleton<PaymentFileStore>()
            .AddSingleton<SettlementBooking>()
            .AddSingleton<PayoutReleases>()
            .AddSingleton<PartnerAssessment>()
            .AddSingleton<CycleApprovalContent>()
            .AddSingleton<CycleOverviewReader>()
            .AddSingleton<EarlierPayoutReader>()
            .AddSingleton<PayoutListLinks>()
            .AddSingleton<CycleProgress>()
            .AddSingleton<IProcessSource, CycleProcess>()
            .AddSingleton<CycleStarter>()
            .AddSingleton<IValidator<StartCycle.Body>, StartCycle.Validator>()
            .AddSingleton<PayoutPolicies>();
}
