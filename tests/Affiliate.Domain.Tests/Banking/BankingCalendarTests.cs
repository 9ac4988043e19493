using System.Globalization;
using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Tests.Banking;

public sealed class BankingCalendarTests
{
    // The schedules that the Federal Reserve Banks publish; a holiday on a Saturday closes no banking day.
    [Theory]
    [InlineData(2021, "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25")]
    [InlineData(2025, "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25")]
    [InlineData(2026, "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25")]
    [InlineData(2027, "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25")]
    public void The_Federal_Reserve_Banks_close_on_their_holidays(int year, string days) =>
        Assert.Equal(Days(year, days), BankingCalendar.FederalReserve.ClosingDays(year));

    // Easter Sunday: 31 March 2024, 20 April 2025, 5 April 2026, 28 March 2027, 16 April 2028, 25 April 2038.
    [Theory]
    [InlineData(2024, "01-01 03-29 04-01 05-01 12-25 12-26")]
    [InlineData(2025, "01-01 04-18 04-21 05-01 12-25 12-26")]
    [InlineData(2026, "01-01 04-03 04-06 05-01 12-25")]
    [InlineData(2027, "01-01 03-26 03-29")]
    [InlineData(2028, "04-14 04-17 05-01 12-25 12-26")]
    [InlineData(2038, "01-01 04-23 04-26")]
    public void TARGET_closes_on_its_closing_days(int year, string days) =>
        Assert.Equal(Days(year, days), BankingCalendar.Target.ClosingDays(year));

    [Theory]
    [InlineData("2026-11-25", "2026-11-25")]
    [InlineData("2026-11-26", "2026-11-27")] // Thanksgiving Day
    [InlineData("2026-11-28", "2026-11-30")] // a Saturday
    [InlineData("2026-07-03", "2026-07-03")] // Independence Day is on the Saturday, and the Friday is open
    [InlineData("2027-07-04", "2027-07-06")] // Independence Day is on the Sunday and observed on the Monday
    [InlineData("2026-12-31", "2026-12-31")]
    public void The_next_banking_day_of_ACH_is_on_or_after_a_date(string day, string expected) =>
        Assert.Equal(Day(expected), BankingCalendar.FederalReserve.OnOrAfter(Day(day)));

    [Theory]
    [InlineData("2026-04-02", 0, "2026-04-02")]
    [InlineData("2026-04-03", 0, "2026-04-07")] // Good Friday to the Tuesday after Easter
    [InlineData("2026-04-02", 1, "2026-04-07")]
    [InlineData("2026-12-24", 1, "2026-12-28")]
    [InlineData("2026-12-24", 5, "2027-01-04")]
    public void Banking_days_of_TARGET_are_counted_over_closing_days(string day, int bankingDays, string expected) =>
        Assert.Equal(Day(expected), BankingCalendar.Target.After(Day(day), bankingDays));

    [Theory]
    [InlineData("2026-11-04", 3, "2026-11-09")]
    [InlineData("2026-11-04", 7, "2026-11-16")] // over Veterans Day on Wednesday, 11 November
    [InlineData("2026-11-11", 1, "2026-11-13")]
    public void Banking_days_of_ACH_are_counted_over_holidays(string day, int bankingDays, string expected) =>
        Assert.Equal(Day(expected), BankingCalendar.FederalReserve.After(Day(day), bankingDays));

    [Fact]
    public void A_negative_number_of_banking_days_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BankingCalendar.Target.After(new DateOnly(2026, 1, 2), -1));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<DateOnly> Days(int year, string days) =>
        days.Split(' ').Select(day => Day($"{year}-{day}"));
}
