using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Tests.Timers;

/// <summary>The runs of a test's timer functions.</summary>
internal sealed class Runs
{
    public ConcurrentQueue<Run> All { get; } = new();

    public TaskCompletionSource? MayEnd { get; init; }

    public void Add(TimeProvider clock, TimerInfo timer) => All.Enqueue(new(clock.GetUtcNow().UtcDateTime, timer.IsPastDue, timer.ScheduleStatus));
}

internal sealed record Run(DateTime At, bool IsPastDue, ScheduleStatus? Status);

internal sealed class DailyFunction(Runs runs, TimeProvider clock)
{
    [Function(nameof(Daily))]
    public void Daily([TimerTrigger("0 30 7 * * *")] TimerInfo timer) => runs.Add(clock, timer);
}

internal sealed class DailyLongFunction(Runs runs, TimeProvider clock)
{
    [Function(nameof(Daily))]
    public Task Daily([TimerTrigger("0 30 7 * * *")] TimerInfo timer)
    {
        runs.Add(clock, timer);
        return runs.MayEnd!.Task;
    }
}

internal sealed class FrequentFunction(Runs runs, TimeProvider clock)
{
    [Function(nameof(EveryFiveMinutes))]
    public void EveryFiveMinutes([TimerTrigger("%Often%")] TimerInfo timer)
    {
        runs.Add(clock, timer);
        throw new InvalidOperationException("A failed run does not end the schedule.");
    }
}

internal sealed class StartingFunction(Runs runs, TimeProvider clock)
{
    [Function(nameof(AtStart))]
    public void AtStart([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => runs.Add(clock, timer);
}

internal sealed class UnmonitoredFunction(Runs runs, TimeProvider clock)
{
    [Function(nameof(Unmonitored))]
    public void Unmonitored([TimerTrigger("0 30 7 * * *", UseMonitor = false)] TimerInfo timer) => runs.Add(clock, timer);
}

internal sealed class WrongTimers
{
    [Function("NoSchedule")]
    public static void NoSchedule([TimerTrigger("every day")] TimerInfo timer) => _ = timer;

    [Function("NeverDue")]
    public static void NeverDue([TimerTrigger("0 0 0 30 2 *")] TimerInfo timer) => _ = timer;

    [Function("NoTimer")]
    public static void NoTimer([TimerTrigger("%Nowhere%")] string timer) => _ = timer;
}
