using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Tests.Programs;

public sealed class WorkingHoursTests
{
    [Theory]
    [InlineData("2026-11-30T10:00:00Z", "UTC", "2026-11-30T10:00:00Z")]
    [InlineData("2026-11-30T08:59:59Z", "UTC", "2026-11-30T09:00:00Z")]
    [InlineData("2026-11-30T17:00:00Z", "UTC", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-04T16:59:59Z", "UTC", "2026-12-04T16:59:59Z")]
    [InlineData("2026-12-04T20:00:00Z", "UTC", "2026-12-07T09:00:00Z")]
    [InlineData("2026-12-05T12:00:00Z", "UTC", "2026-12-07T09:00:00Z")]
    [InlineData("2026-12-06T23:00:00Z", "UTC", "2026-12-07T09:00:00Z")]
    [InlineData("2026-11-30T07:30:00Z", "Europe/Berlin", "2026-11-30T08:00:00Z")]
    [InlineData("2026-11-30T23:00:00Z", "America/New_York", "2026-12-01T14:00:00Z")]
    [InlineData("2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-30T07:00:00Z")]
    public void A_reminder_waits_for_the_next_working_hour(string time, string zone, string expected) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            WorkingHours.AtOrAfter(
                DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
                TimeZoneInfo.FindSystemTimeZoneById(zone)
            )
        );
}
