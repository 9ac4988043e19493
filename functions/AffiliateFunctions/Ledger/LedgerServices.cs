using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Ledger;

/// <summary>Registers the feature.</summary>
public static class LedgerServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services) => services;
}
