namespace Affiliate.Domain.Banking;

/// <summary>The days on which a payment system settles payments.</summary>
public sealed class BankingCalendar
{
    private readonly Func<int, IEnumerable<DateOnly>> closingDays;

    private BankingCalendar(Func<int, IEnumerable<DateOnly>> closingDays) => this.closingDays = closingDays;

    /// <summary>
    /// The Federal Reserve Banks, which settle ACH payments: closed on weekends and on the holidays of their schedule
    /// (Federal Reserve Financial Services, "Holiday Schedules"). A holiday on a Sunday is observed on the Monday after
    /// it. A holiday on a Saturday is not observed on the Friday before it. Juneteenth is a holiday since 2022.
    /// </summary>
    public static BankingCalendar FederalReserve { get; } = new(FederalReserveHolidays);

    /// <summary>
    /// TARGET (formerly TARGET2), which settles SEPA credit transfers: closed on weekends, New Year's Day, Good Friday,
    /// Easter Monday, 1 May, Christmas Day and 26 December (European Central Bank, press release of 14 December 2000,
    /// "Long-term calendar for TARGET closing days", in force since 2002).
    /// </summary>
    public static BankingCalendar Target { get; } = new(TargetClosingDays);

    /// <summary>Returns the closing days of a year other than weekends, in ascending order.</summary>
    public IReadOnlyList<DateOnly> ClosingDays(int year) =>
        [.. closingDays(year).Where(day => !IsWeekend(day)).Order()];

    /// <summary>Returns whether payments are settled on the day.</summary>
    public bool IsBankingDay(DateOnly day) => !IsWeekend(day) && !closingDays(day.Year).Contains(day);

    /// <summary>Returns the day if it is a banking day, otherwise the first banking day after it.</summary>
    public DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsBankingDay(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>Returns the banking day that is the given number of banking days after a day.</summary>
    /// <param name="day">The day from which banking days are counted; it need not be a banking day.</param>
    /// <param name="bankingDays">The number of banking days, at least 0. Zero is <see cref="OnOrAfter"/>.</param>
    public DateOnly After(DateOnly day, int bankingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bankingDays);
        day = OnOrAfter(day);
        for (var counted = 0; counted < bankingDays; counted++)
        {
            day = OnOrAfter(day.AddDays(1));
        }

        return day;
    }

    private static IEnumerable<DateOnly> FederalReserveHolidays(int year)
    {
        yield return Observed(new DateOnly(year, 1, 1));
        yield return Nth(3, DayOfWeek.Monday, year, 1); // Birthday of Martin Luther King, Jr.
        yield return Nth(3, DayOfWeek.Monday, year, 2); // Washington's Birthday
        yield return Last(DayOfWeek.Monday, year, 5); // Memorial Day
        if (year >= 2022)
        {
            yield return Observed(new DateOnly(year, 6, 19)); // Juneteenth National Independence Day
        }

        yield return Observed(new DateOnly(year, 7, 4)); // Independence Day
        yield return Nth(1, DayOfWeek.Monday, year, 9); // Labor Day
        yield return Nth(2, DayOfWeek.Monday, year, 10); // Columbus Day
        yield return Observed(new DateOnly(year, 11, 11)); // Veterans Day
        yield return Nth(4, DayOfWeek.Thursday, year, 11); // Thanksgiving Day
        yield return Observed(new DateOnly(year, 12, 25)); // Christmas Day
    }

    private static IEnumerable<DateOnly> TargetClosingDays(int year)
    {
        var easterSunday = EasterSunday(year);
        yield return new DateOnly(year, 1, 1);
        yield return easterSunday.AddDays(-2);
        yield return easterSunday.AddDays(1);
        yield return new DateOnly(year, 5, 1);
        yield return new DateOnly(year, 12, 25);
        yield return new DateOnly(year, 12, 26);
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static DateOnly Observed(DateOnly holiday) =>
        holiday.DayOfWeek == DayOfWeek.Sunday ? holiday.AddDays(1) : holiday;

    private static DateOnly Nth(int number, DayOfWeek weekday, int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        var daysUntilWeekday = ((int)weekday - (int)first.DayOfWeek + 7) % 7;
        return first.AddDays(daysUntilWeekday + (7 * (number - 1)));
    }

    private static DateOnly Last(DayOfWeek weekday, int year, int month)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(((int)last.DayOfWeek - (int)weekday + 7) % 7));
    }

    // The Gregorian computus of Meeus, Jones and Butcher (J. Meeus, "Astronomical Algorithms", chapter 8).
    private static DateOnly EasterSunday(int year)
    {
        var golden = year % 19;
        var (century, yearOfCentury) = Math.DivRem(year, 100);
        var correction = (century - (((century + 8) / 25) - 1)) / 3;
        var epact = ((19 * golden) + century - (century / 4) - correction + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (yearOfCentury / 4)) - epact - (yearOfCentury % 4)) % 7;
        var moon = (golden + (11 * epact) + (22 * weekday)) / 451;
        var (month, day) = Math.DivRem(epact + weekday - (7 * moon) + 114, 31);
        return new DateOnly(year, month, day + 1);
    }
}
