using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Accruals;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Journal;
using AffiliateFunctions.Ledger.ManualPostings;
using AffiliateFunctions.Ledger.Payouts;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Ledger.Verification;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Ledger;

/// <summary>Registers the feature.</summary>
public static class LedgerServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services) =>
        services
            .AddTable(LedgerKeys.Table)
            .AddSingleton<LedgerStore>()
            .AddSingleton<CustomerCapStore>()
            .AddSingleton<LedgerWriter>()
            .AddSingleton<MatureCommissions>()
            .AddSingleton<PayoutMetrics>()
            .AddSingleton<PayoutLedger>()
            .AddSingleton<LedgerRanges>()
            .AddSingleton<PayoutExcerpts>()
            .AddSingleton<PayoutBatches>()
            .AddSingleton<LedgerVerifier>()
            .AddSingleton<ILedger, PartnerLedgers>()
            .AddSingleton<ILedgerJournal, LedgerJournal>()
            .AddSingleton<IPartnerActivity, PartnerActivity>()
            .AddSingleton<ILinkFigures, PartnerActivity>()
            .AddSingleton<ILedgerFigures, LedgerFigures>()
            .AddSingleton<ILedgerAdjustments, LedgerAdjustments>()
            .AddSingleton<IPartnerErasure, AdjustmentTextErasure>()
            .AddSingleton<ApplyConversion>()
            .AddSingleton<ApplyRefund>()
            .AddSingleton<ApplySaleChange>()
            .AddSingleton<IAccrualLedger, AccrualService>()
            .AddSingleton<CommissionWebhookEvents>()
            .AddSingleton<CommissionDecisionService>()
            .AddSingleton<IHeldCommissions>(provider => provider.GetRequiredService<CommissionDecisionService>())
            .AddSingleton<ICommissionExplanations, CommissionExplanations>()
            .AddSingleton<ICommissionSearch, CommissionFinder>()
            .AddSingleton<CommissionList>()
            .AddSingleton<CommissionPages>()
            .AddSingleton<NewestCommissions>()
            .AddSingleton<IPartnerLedger, PartnerLedger>()
            .AddSingleton<IProcessSource, HeldCommissionProcess>();
}
