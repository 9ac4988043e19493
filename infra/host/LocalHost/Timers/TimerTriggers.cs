using System.Globalization;
using System.Text.Json;
using LocalHost.Workers;

namespace LocalHost.Timers;

/// <summary>The timer of a function.</summary>
/// <param name="Schedule">The occurrences.</param>
/// <param name="UseMonitor">Whether a missed run is made up for.</param>
/// <param name="RunOnStartup">Whether the function also runs when the host starts.</param>
internal sealed record TimerTrigger(Schedule Schedule, bool UseMonitor, bool RunOnStartup)
{
    /// <summary>The type of the binding.</summary>
    public const string BindingType = "timerTrigger";
}

/// <summary>Reads the timer triggers of functions.</summary>
/// <param name="settings">The settings that schedules refer to.</param>
/// <param name="clock">The app's time.</param>
internal sealed class TimerTriggers(Settings settings, TimeProvider clock)
{
    private const string TimeZoneSetting = "WEBSITE_TIME_ZONE";

    /// <summary>Reads the trigger of a function.</summary>
    /// <param name="function">A function whose trigger has no problem.</param>
    /// <returns>The timer.</returns>
    public TimerTrigger Read(WorkerFunction function)
    {
        var trigger = function.Trigger;
        return settings.TryExpand(ScheduleOf(trigger), out var text, out _) && Schedule.TryParse(text, out var schedule)
            ? new(schedule, IsTrueUnlessSaid(trigger, "useMonitor"), trigger.IsTrue("runOnStartup"))
            : throw new InvalidOperationException($"{function.Name} has no schedule.");
    }

    /// <summary>Checks the triggers of functions.</summary>
    /// <param name="functions">The timer functions.</param>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> FindProblems(IReadOnlyList<WorkerFunction> functions)
    {
        if (functions.Count > 0 && settings.TryExpand($"%{TimeZoneSetting}%", out var zone, out _))
        {
            yield return new(
                TimeZoneSetting,
                $"The setting is '{zone}', but this host runs timers in UTC only.",
                "Remove it, and write the schedules in UTC."
            );
        }

        foreach (var problem in functions.SelectMany(FindProblems))
        {
            yield return problem;
        }
    }

    private IEnumerable<StartProblem> FindProblems(WorkerFunction function)
    {
        var expression = ScheduleOf(function.Trigger);
        if (!settings.TryExpand(expression, out var text, out var missing))
        {
            yield return new(
                function.Name,
                $"Its schedule '{expression}' refers to the setting '{missing}', which has no value.",
                "Set it."
            );
        }
        else if (!Schedule.TryParse(text, out var schedule))
        {
            yield return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _)
                ? new(
                    function.Name,
                    $"Its schedule '{text}' is a time span, which runs on the platform in an App Service plan only.",
                    "Give an NCRONTAB expression, such as '0 */5 * * * *' for every five minutes."
                )
                : new(
                    function.Name,
                    $"Its schedule '{text}' is not an NCRONTAB expression.",
                    "Give second, minute, hour, day, month and day of the week, such as '0 30 7 * * 1-5'."
                );
        }
        else if (schedule.After(clock.GetUtcNow()) is null)
        {
            yield return new(
                function.Name,
                $"Its schedule '{text}' has no occurrence.",
                "Give days that exist in the months."
            );
        }
    }

    private static string ScheduleOf(FunctionBinding trigger) => trigger.Text("schedule") ?? "";

    private static bool IsTrueUnlessSaid(FunctionBinding trigger, string name) =>
        trigger.IsTrue(name)
        || !trigger
            .Raw.EnumerateObject()
            .Any(member =>
                member.Value.ValueKind != JsonValueKind.Null
                && member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            );
}
