using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Onboarding;

/// <summary>Registers the feature.</summary>
public static class OnboardingServices
{
    /// <summary>Adds the feature's tables, stores and handlers.</summary>
    public static IServiceCollection AddOnboarding(this IServiceCollection services) => services;
}
