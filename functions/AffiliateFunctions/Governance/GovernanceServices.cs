using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance.Approvals;
using AffiliateFunctions.Governance.Audit;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Governance.Programs;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Governance;

/// <summary>Registers the feature.</summary>
public static class GovernanceServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddGovernance(this IServiceCollection services)
    {
        services.AddOptions<GovernanceOptions>().BindConfiguration(GovernanceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddPrograms().AddAudit().AddApprovals().AddFailedOrchestrations();
    }

    private static IServiceCollection AddPrograms(this IServiceCollection services)
    {
        services.AddTable(ProgramStore.Table);
        services.AddSingleton<ProgramStore>();
        services.AddSingleton<IPrograms>(provider => provider.GetRequiredService<ProgramStore>());
        services.AddSingleton<IValidator<Person>, PersonValidator>();
        services.AddSingleton<IValidator<Charter>, CharterValidator>();
        services.AddSingleton<IValidator<PutProgram.Body>, PutProgram.Validator>();
        services.AddSingleton<IValidator<PutComponent.Body>, PutComponent.Validator>();
        services.AddSingleton<IValidator<MarkComponentReviewed.Body>, MarkComponentReviewed.Validator>();
        services.AddSingleton<GovernanceMails>();
        return services;
    }

    private static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddTable(AuditLog.Table);
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<AuditLog>());
        return services;
    }

    private static IServiceCollection AddApprovals(this IServiceCollection services)
    {
        services.AddTable(ApprovalStore.Table);
        services.AddSingleton<ApprovalStore>();
        services.AddSingleton<IPartnerErasure, ApprovalErasure>();
        services.AddSingleton<IApprovals>(provider => provider.GetRequiredService<ApprovalStore>());
        services.AddSingleton<ApprovalLinks>();
        services.AddSingleton<ApprovalMails>();
        services.AddSingleton<ApprovalPages>();
        services.AddSingleton<ApprovalAudit>();
        services.AddSingleton<ApprovalDesk>();
        return services;
    }

    private static IServiceCollection AddFailedOrchestrations(this IServiceCollection services)
    {
        services.AddTable(FailedOrchestrationStore.Table);
        services.AddSingleton<FailedOrchestrationStore>();
        services.AddSingleton<FailureAlerts>();
        return services;
    }
}
