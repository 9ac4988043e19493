using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Audit;

/// <summary>Registers the feature.</summary>
public static class AuditServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddTable(AuditLog.Table);
        services.AddSingleton<AuditLog>();
        services.AddSingleton<NewestAuditRecords>();
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<IAuditVerification>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<IRefusedEmails, RefusedEmails>();
        return services;
    }
}
