using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
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
            .AddSingleton<CycleStore>()
            .AddSingleton<IPartnerErasure, PayoutErasure>()
            .AddSingleton<IPayeeListener, WithdrawApprovals>()
            .AddSingleton<MonthlyPayoutStore>()
            .AddSingleton<PayoutSettingsStore>()
            .AddSingleton<PaymentFileStore>()
            .AddSingleton<SettlementBooking>()
            .AddSingleton<PayoutReleases>()
            .AddSingleton<CycleApprovalContent>()
            .AddSingleton<CycleProgress>()
            .AddSingleton<CycleStarter>()
            .AddSingleton<IValidator<StartCycle.Body>, StartCycle.Validator>()
            .AddSingleton<PayoutPolicies>();
}
