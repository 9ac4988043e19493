using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Registers the feature.</summary>
public static class RuleBookServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddRuleBooks(this IServiceCollection services)
    {
        services.AddTable(RuleBookStore.Table);
        services.AddSingleton<RuleBookStore>();
        services.AddSingleton<RuleChanges>();
        services.AddSingleton<IRuleBookVersions, StoredRuleBookVersions>();
        services.AddSingleton<IRuleBooks>(provider => provider.GetRequiredService<RuleBookStore>());
        services.AddSingleton<IProgramRuleBooks, ProgramRuleBooks>();
        return services;
    }
}
