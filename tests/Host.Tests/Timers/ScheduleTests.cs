using System.Globalization;
using LocalHost.Timers;

namespace LocalHost.Tests.Timers;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T10:02:00Z", "2026-03-01T10:05:00Z")]
    [InlineData("0 */5 * * * *", "2026-03-01T10:05:00Z", "2026-03-01T10:10:00Z")]
    [InlineData("30 0 7 * * 1-5", "2026-02-27T07:00:30Z", "2026-03-02T07:00:30Z")]
    [InlineData("20 0 * * *", "2026-03-01T10:02:00Z", "2026-03-02T00:20:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 6 1 Jan *", "2026-03-01T00:00:00+02:00", "2027-01-01T06:00:00Z")]
    public void An_expression_gives_its_next_occurrence(string text, string after, string next)
    {
        Assert.True(Schedule.TryParse(text, out var schedule));
        Assert.Equal(Moment(next), schedule.After(Moment(after)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("every day")]
    [InlineData("0 60 * * * *")]
    [InlineData("* * * *")]
    [InlineData("0 0 0 * * * *")]
    [InlineData("00:05:00")]
    public void A_text_that_is_no_expression_is_refused(string text) => Assert.False(Schedule.TryParse(text, out _));

    [Theory]
    [InlineData("0 0 0 30 2 *", "2026-03-01T00:00:00Z")]
    [InlineData("0 0 0 1 1 *", "9999-06-01T00:00:00Z")]
    public void An_expression_without_occurrence_gives_null(string text, string after)
    {
        Assert.True(Schedule.TryParse(text, out var schedule));
        Assert.Null(schedule.After(Moment(after)));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
