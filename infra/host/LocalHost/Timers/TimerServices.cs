using LocalHost.Clock;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Timers;

/// <summary>The parts of the timer trigger.</summary>
internal static class TimerServices
{
    /// <summary>Adds timer functions.</summary>
    public static IServiceCollection AddTimers(this IServiceCollection services)
    {
        services.TryAddSingleton(new TimerTiming());
        return services
            .AddSingleton<TimerStore>()
            .AddSingleton<TimerWorker>()
            .AddSingleton<ILocalTrigger>(provider => provider.GetRequiredService<TimerWorker>())
            .AddSingleton<IDueSource>(provider => provider.GetRequiredService<TimerWorker>());
    }
}

/// <summary>The times of the timer trigger. They are real seconds: whether another process lives does not depend on a clock that is moved.</summary>
internal sealed record TimerTiming
{
    /// <summary>How long a process that runs a function has it to itself unless it renews that.</summary>
    public TimeSpan Claim { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it is renewed while the function runs.</summary>
    public TimeSpan Renewal => Claim / 3;

    /// <summary>The pause before another look at a run that another process has, or that the storage did not let begin.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(200);
}
