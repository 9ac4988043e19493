using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Governance;

/// <summary>Registers the feature.</summary>
public static class GovernanceServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddGovernance(this IServiceCollection services) => services;
}
