using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function on a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Sets the schedule.</summary>
    /// <param name="schedule">An NCRONTAB expression, or <c>%Setting%</c>.</param>
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    /// <summary>An NCRONTAB expression, or <c>%Setting%</c>.</summary>
    public string Schedule { get; }

    /// <summary>Whether the function also runs when the application starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>Whether the schedule is kept in storage, so that runs missed while the application was down are noticed.</summary>
    public bool UseMonitor { get; set; } = true;
}
