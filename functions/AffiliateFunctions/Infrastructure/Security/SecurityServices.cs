using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>Registers signed links, encrypted columns and the names of callers.</summary>
public static class SecurityServices
{
    /// <summary>
    /// Adds <see cref="LinkTokens"/>, <see cref="FormTokens"/>, <see cref="EncryptedText"/> and <see cref="Callers"/>.
    /// Their options are validated at start, and the keys are registered.
    /// </summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSettings<SecurityOptions>(SecurityOptions.Section);
        services.AddSettings<CallerOptions>(CallerOptions.Section);
        services.AddSingleton<Callers>();
        services.AddSingleton<LinkTokens>();
        services.AddSingleton<FormTokens>();
        services.AddSingleton<EncryptedText>();
        services.AddTable(KeyRegistry.Table);
        services.AddSingleton<KeyRegistry>();
        services.AddHostedService<RegisterKeys>();
        return services;
    }
}
