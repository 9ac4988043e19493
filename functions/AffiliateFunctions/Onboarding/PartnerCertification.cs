using System.Text.Json.Serialization;

namespace AffiliateFunctions.Onboarding;

/// <summary>A certification of a partner, which rules can require.</summary>
/// <param name="Name">The name, such as <c>cloud-expert</c>.</param>
/// <param name="ValidFrom">The first day on which it is valid, in the program's time zone.</param>
/// <param name="ValidUntil">The last day on which it is valid, in the program's time zone.</param>
/// <param name="SetAt">When it was last set.</param>
public sealed record PartnerCertification(string Name, DateOnly ValidFrom, DateOnly ValidUntil, DateTimeOffset SetAt)
{
    /// <summary>How many days before its end the partner is reminded.</summary>
    public const int RemindDaysBefore = 30;

    /// <summary>When it was removed, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The last reminder about its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CertificationReminder Reminder { get; init; }

    /// <summary>Whether it is valid at the time in the time zone.</summary>
    public bool IsValidAt(DateTimeOffset time, TimeZoneInfo zone)
    {
        var day = DayOf(time, zone);
        return day >= ValidFrom && day <= ValidUntil && !(RemovedAt <= time);
    }

    /// <summary>The reminder that the partner has to have got by a day.</summary>
    public CertificationReminder ReminderOn(DateOnly day) =>
        RemovedAt is not null ? CertificationReminder.None
        : day > ValidUntil ? CertificationReminder.Ended
        : day >= ValidUntil.AddDays(-RemindDaysBefore) ? CertificationReminder.EndsSoon
        : CertificationReminder.None;

    /// <summary>The day of a time in the time zone.</summary>
    public static DateOnly DayOf(DateTimeOffset time, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
}

/// <summary>The reminders about the end of a certification, in their order.</summary>
public enum CertificationReminder
{
    /// <summary>None was sent.</summary>
    None,

    /// <summary>It ends in at most 30 days.</summary>
    EndsSoon,

    /// <summary>It has ended.</summary>
    Ended,
}
