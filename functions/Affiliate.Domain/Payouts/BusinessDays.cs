namespace Affiliate.Domain.Payouts;

/// <summary>Counts business days: Monday to Friday. Public holidays differ by country and are not considered.</summary>
public static class BusinessDays
{
    /// <summary>Returns the number of business days after the first date, up to and including the second.</summary>
    public static int Between(DateOnly from, DateOnly to)
    {
        var days = 0;
        for (var date = from.AddDays(1); date <= to; date = date.AddDays(1))
        {
            days += date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return days;
    }
}
