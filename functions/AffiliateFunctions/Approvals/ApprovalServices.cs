using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Approvals;

/// <summary>Registers the feature.</summary>
public static class ApprovalServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddApprovals(this IServiceCollection services)
    {
        services.AddTable(ApprovalStore.Table);
        services.AddSingleton<ApprovalStore>();
        services.AddSingleton<IProcessSource, ApprovalProcess>();
        services.AddSingleton<IBacklogMeasure, OpenApprovalsMeasure>();
        services.AddSingleton<IPartnerErasure, ApprovalErasure>();
        services.AddSingleton<IApprovals>(provider => provider.GetRequiredService<ApprovalStore>());
        services.AddSingleton<IOpenDecisions, OpenDecisions>();
        services.AddSettings<SignInOptions>(SignInOptions.Section);
        services.AddSingleton<ApprovalSignIns>();
        services.AddTable(DelegationStore.Table);
        services.AddSingleton<DelegationStore>();
        services.AddSingleton<DelegationLinks>();
        services.AddSingleton<DelegationService>();
        services.AddSingleton<DelegationPages>();
        services.AddSingleton<ApprovalRecipients>();
        services.AddSingleton<ApprovalLinks>();
        services.AddSingleton<IApprovalAddresses, ApprovalAddresses>();
        services.AddSingleton<ApprovalMails>();
        services.AddSingleton<ApprovalPages>();
        services.AddSingleton<ApprovalAudit>();
        services.AddSingleton<ApprovalService>();
        services.AddSingleton<IApprovalWithdrawals>(provider => provider.GetRequiredService<ApprovalService>());
        return services;
    }
}
