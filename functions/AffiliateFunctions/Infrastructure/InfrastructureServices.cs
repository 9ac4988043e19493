using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Settings;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Infrastructure.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AffiliateFunctions.Infrastructure;

/// <summary>Registers the shared services: the clock, ids, telemetry, storage, security, pages and e-mails.</summary>
public static class InfrastructureServices
{
    /// <summary>Adds the infrastructure. A clock that the host has registered is kept.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IdSource>();
        services.AddSingleton<IFunctionActivator, CompiledFunctionActivator>();
        services.AddHostedService<WarnOfUnknownSettings>();
        return services.AddTelemetry(configuration).AddStorage(configuration).AddSecurity().AddHttp().AddEmail();
    }
}
