using Affiliate.Pages;
using AffiliateFunctions.Infrastructure.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Registers the services that all HTTP functions share.</summary>
public static class HttpServices
{
    /// <summary>Adds the site's options, validated at start, the limits of the open routes, and the pages.</summary>
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        // Each function has its own limit and reports a body that is too long. The platform rejects bodies above 100
        // MB. A server limit between the two would break the connection, and the platform would return 502.
        services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = null);
        services.AddSettings<SiteOptions>(SiteOptions.Section);
        services.AddSingleton<OpenRoutes>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<PageAnswers>();
        services.AddSingleton<ProblemPages>();
        return services;
    }
}
