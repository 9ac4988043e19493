using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tracking;

/// <summary>Registers the feature.</summary>
public static class TrackingServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services) => services;
}
