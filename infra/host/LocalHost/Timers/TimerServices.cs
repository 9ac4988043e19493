using LocalHost.Clock;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Timers;

/// <summary>Registers the timer trigger.</summary>
internal static class TimerServices
{
    /// <summary>Adds timer functions.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddTimers(this IServiceCollection services)
    {
        services.TryAddSingleton(new TimerTiming());
        return services
            .AddSingleton<TimerStore>()
            .AddSingleton<TimerTriggers>()
            .AddSingleton<TimerWorker>()
            .AddSingleton<ITrigger>(provider => provider.GetRequiredService<TimerWorker>())
            .AddSingleton<IDueSource>(provider => provider.GetRequiredService<TimerWorker>());
    }
}

/// <summary>
/// The times of the timer trigger. They are in real time, because a moved clock says nothing about whether another
/// process runs.
/// </summary>
internal sealed record TimerTiming
{
    /// <summary>How long a process has exclusive use of an occurrence unless it renews its claim.</summary>
    public TimeSpan Claim { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the claim is renewed while the function runs.</summary>
    public TimeSpan Renewal => Claim / 3;

    /// <summary>The pause before the next attempt to claim an occurrence.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(200);
}
