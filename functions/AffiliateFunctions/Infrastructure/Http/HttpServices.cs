using Affiliate.Pages;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Registers what the HTTP functions share.</summary>
public static class HttpServices
{
    /// <summary>Adds the site's options, checked at start, the limits of the open routes, and the pages.</summary>
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        // Each function reads as much as it may and reports what is longer; the platform refuses bodies above 100 MB. A
        // limit of the server between the two would break the connection, and the platform would answer 502.
        services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = null);
        services
            .AddOptions<SiteOptions>()
            .BindConfiguration(SiteOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<OpenRoutes>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<PageAnswers>();
        return services;
    }
}
