namespace Affiliate.Domain.Programs;

/// <summary>The hours in which people are reminded: Monday to Friday from 9:00 to 17:00 in a time zone.</summary>
public static class WorkingHours
{
    private static readonly TimeSpan Opening = TimeSpan.FromHours(9);
    private static readonly TimeSpan Closing = TimeSpan.FromHours(17);

    /// <summary>Returns the time if it is a working hour, otherwise the next time at which working hours begin.</summary>
    /// <param name="time">The earliest time.</param>
    /// <param name="zone">The time zone of the persons.</param>
    public static DateTimeOffset AtOrAfter(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
        if (IsWorkday(local) && local.TimeOfDay >= Opening && local.TimeOfDay < Closing)
        {
            return time;
        }

        var day = local.TimeOfDay < Opening ? local.Date : local.Date.AddDays(1);
        while (!IsWorkday(day))
        {
            day = day.AddDays(1);
        }

        var opens = day + Opening;
        return new DateTimeOffset(opens, zone.GetUtcOffset(opens)).ToUniversalTime();
    }

    private static bool IsWorkday(DateTime day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
