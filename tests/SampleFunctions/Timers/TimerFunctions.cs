using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace SampleFunctions.Timers;

/// <summary>Records the runs of timers.</summary>
/// <param name="received">Records the runs.</param>
/// <param name="clock">The app's time.</param>
public sealed class TimerFunctions(ReceivedValues received, TimeProvider clock)
{
    /// <summary>Runs each day at half past seven.</summary>
    [Function(nameof(RunDaily))]
    public void RunDaily([TimerTrigger("0 30 7 * * *")] TimerInfo timer)
    {
        var last = timer.ScheduleStatus!.Last.ToUniversalTime();
        var next = timer.ScheduleStatus.Next.ToUniversalTime();
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow():u}|{last:u}|{next:u}|{timer.IsPastDue}"
        );
        received.Write(nameof(RunDaily), text);
    }

    /// <summary>Runs each day at eight, without a monitor.</summary>
    [Function(nameof(RunUnmonitored))]
    public void RunUnmonitored([TimerTrigger("0 0 8 * * *", UseMonitor = false)] TimerInfo timer) =>
        received.Write(nameof(RunUnmonitored), timer.ScheduleStatus is null ? "no status" : "status");
}
