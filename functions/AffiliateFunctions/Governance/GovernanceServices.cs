using AffiliateFunctions.Governance.Components;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Governance.Health;
using AffiliateFunctions.Governance.Process;
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
        services.AddSingleton<IValidator<PutComponent.Body>, PutComponent.Validator>();
        services.AddSingleton<IValidator<MarkComponentReviewed.Body>, MarkComponentReviewed.Validator>();
        services.AddTable(FailedOrchestrationStore.Table);
        services.AddSingleton<FailedOrchestrationStore>();
        services.AddSingleton<FailureAlerts>();
        services.AddSingleton<QueueBacklogs>();
        services.AddSingleton<AppHealth>();
        services.AddSingleton<IAppHealth>(provider => provider.GetRequiredService<AppHealth>());
        services.AddSingleton<FrictionMap>();
        services.AddSingleton<IFrictionMap>(provider => provider.GetRequiredService<FrictionMap>());
        services.AddSingleton<IFailedProcesses, FailedProcesses>();
        services.AddSingleton<IWorstSteps>(provider => provider.GetRequiredService<FrictionMap>());
        services.AddSingleton<ComponentLinks>();
        services.AddSingleton<ComponentReviews>();
        services.AddSingleton<ComponentPages>();
        services.AddSingleton<IDecisionRequests, ComponentReviewRequests>();
        return services;
    }
}
