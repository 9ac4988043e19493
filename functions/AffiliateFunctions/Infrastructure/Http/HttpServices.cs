using Affiliate.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Registers what the HTTP functions share.</summary>
public static class HttpServices
{
    /// <summary>Adds the site's options, checked at start, the limit of the open routes, and the pages.</summary>
    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddOptions<SiteOptions>().BindConfiguration(SiteOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OpenRoutes>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<PageAnswers>();
        return services;
    }
}
