using LocalHost.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Clock;

/// <summary>The parts of the clock.</summary>
internal static class ClockServices
{
    /// <summary>Makes the local clock the application's time.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddClock(this IServiceCollection services)
    {
        services.TryAddSingleton<TimeProvider>(provider => provider.GetRequiredService<LocalClock>());
        return services
            .AddSingleton<ClockStore>()
            .AddSingleton<LocalClock>()
            .AddSingleton<ILocalEndpoints, ClockEndpoints>()
            .AddHostedService<Resuming>();
    }

    /// <summary>Lets the clock go on from where an earlier process left it, before anything else reads it.</summary>
    private sealed class Resuming(LocalClock clock) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => clock.ResumeAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
