using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace LocalHost.Timers;

/// <summary>The moments at which a timer falls due, in UTC (Azure Functions, "Timer trigger: NCRONTAB expressions").</summary>
internal sealed class Schedule
{
    // Whatever recurs at all recurs within 40 years: a 29 February on a given weekday, across a year that is no leap year.
    private const int Horizon = 40;
    private static readonly TimeSpan LeastMonitored = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule _crontab;

    private Schedule(string text, CrontabSchedule crontab) => (Text, _crontab) = (text, crontab);

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>Reads an expression of six fields, the first of them the second, or of five, which are due at second 0.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="schedule">The schedule.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Schedule? schedule)
    {
        var fields = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length;
        var crontab = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
        schedule = crontab is null ? null : new Schedule(text, crontab);
        return schedule is not null;
    }

    /// <summary>The first moment after another.</summary>
    /// <param name="moment">The other moment.</param>
    /// <returns>The moment; null when there is none.</returns>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        var from = moment.UtcDateTime;
        var end = from.Year < DateTime.MaxValue.Year - Horizon ? from.AddYears(Horizon) : DateTime.MaxValue;
        var next = _crontab.GetNextOccurrence(from, end);
        return next < end ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <summary>Whether missed runs are noticed: as on the platform, only when a minute or more lies between two of them.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether the schedule can be monitored.</returns>
    public bool IsSlow(DateTimeOffset now) => After(now) is not { } first || After(first) is not { } second || second - first >= LeastMonitored;
}
