using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Contract;

/// <summary>Registers the start page.</summary>
public static class ContractServices
{
    /// <summary>Adds the link of the start page to the description of the API.</summary>
    public static IServiceCollection AddContract(this IServiceCollection services) =>
        services.AddSingleton<IStartPageLink, ApiDocsStartLink>();
}
