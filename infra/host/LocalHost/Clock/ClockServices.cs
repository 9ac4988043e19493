using LocalHost.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Clock;

/// <summary>Registers the clock.</summary>
internal static class ClockServices
{
    /// <summary>Registers the local clock as the host's time.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="isDriven">
    /// Whether the clock can be moved; false when the app is a process of its own, whose time the host cannot move.
    /// </param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddClock(this IServiceCollection services, bool isDriven = true)
    {
        services.TryAddSingleton<TimeProvider>(provider => provider.GetRequiredService<LocalClock>());
        return services
            .AddSingleton<ClockStore>()
            .AddSingleton(provider => new LocalClock(provider) { IsDriven = isDriven })
            .AddSingleton<ILocalEndpoints, ClockEndpoints>()
            .AddHostedService<ClockResumer>();
    }

    /// <summary>Sets the clock to the time of an earlier process, before any other service reads it.</summary>
    private sealed class ClockResumer(LocalClock clock) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => clock.ResumeAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
