using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace LocalHost.Timers;

/// <summary>The occurrences of a timer, in UTC (Azure Functions, "Timer trigger: NCRONTAB expressions").</summary>
internal sealed class Schedule
{
    // Any recurring occurrence recurs within 40 years, even a 29 February on a given weekday across a year that is not
    // a leap year.
    private const int SearchYears = 40;
    private static readonly TimeSpan MinMonitoredInterval = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule _crontab;

    private Schedule(string text, CrontabSchedule crontab) => (Text, _crontab) = (text, crontab);

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>
    /// Parses an expression of six fields, which begins with the seconds, or of five fields, whose occurrences are at
    /// second 0.
    /// </summary>
    /// <param name="text">The expression.</param>
    /// <param name="schedule">The schedule.</param>
    /// <returns>Whether the text is an NCRONTAB expression.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Schedule? schedule)
    {
        var fields = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 };
        var crontab = CrontabSchedule.TryParse(text, options);
        schedule = crontab is null ? null : new Schedule(text, crontab);
        return schedule is not null;
    }

    /// <summary>Returns the first occurrence after a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <returns>The occurrence; null when there is none.</returns>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        var from = moment.UtcDateTime;
        var end = from.Year < DateTime.MaxValue.Year - SearchYears ? from.AddYears(SearchYears) : DateTime.MaxValue;
        var next = _crontab.GetNextOccurrence(from, end);
        return next < end ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <summary>
    /// Whether missed occurrences are noticed. As on the platform, two occurrences must be a minute or more apart.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether the schedule can be monitored.</returns>
    public bool CanBeMonitored(DateTimeOffset now) =>
        After(now) is not { } first || After(first) is not { } second || second - first >= MinMonitoredInterval;
}
