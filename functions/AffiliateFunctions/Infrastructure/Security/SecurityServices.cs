using AffiliateFunctions.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>Registers signed links and encrypted columns.</summary>
public static class SecurityServices
{
    /// <summary>
    /// Adds <see cref="LinkTokens"/> and <see cref="EncryptedText"/>. Their options are validated at start.
    /// </summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSettings<SecurityOptions>(SecurityOptions.Section);
        services.AddSingleton<LinkTokens>();
        services.AddSingleton<EncryptedText>();
        return services;
    }
}
