using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;

namespace Affiliate.Pages;

/// <summary>
/// Formats values for pages and e-mails. The format is the same for every reader and does not depend on the machine's
/// language.
/// </summary>
public static class DisplayFormat
{
    /// <summary>A number of days, such as "1 day" and "30 days".</summary>
    public static string Days(int days) =>
        string.Create(CultureInfo.InvariantCulture, $"{days} {(days == 1 ? "day" : "days")}");

    /// <summary>Formats a time, such as <c>5 November 2026, 10:00 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Formats a date, such as <c>5 November 2026</c>.</summary>
    public static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Formats the date of a time in a time zone, such as <c>5 November 2026</c>.</summary>
    public static string Day(DateTimeOffset time, TimeZoneInfo zone) =>
        Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime));

    /// <summary>Formats a date, such as <c>5 November 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Formats a month, such as <c>November 2026</c>.</summary>
    public static string Month(Period month) => month.FirstDay.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Formats a month without its year, such as <c>Nov</c>.</summary>
    public static string ShortMonth(Period month) => month.FirstDay.ToString("MMM", CultureInfo.InvariantCulture);

    /// <summary>Formats the months of a review, such as <c>October 2026 to December 2026</c>.</summary>
    public static string Months(ReviewSpan span) =>
        span.First == span.Last ? Month(span.Last) : $"{Month(span.First)} to {Month(span.Last)}";

    /// <summary>Formats an amount in minor units with the digits of its currency, such as <c>1,234.50 USD</c>.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="currency">The currency code.</param>
    public static string Amount(long amount, string currency) => Amount(amount, Currency.Parse(currency));

    /// <summary>Formats an amount in minor units with the digits of its currency, such as <c>1,234.50 USD</c>.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="currency">The currency.</param>
    public static string Amount(long amount, Currency currency) => Amount(amount, currency.Value, currency.Digits);

    /// <summary>Formats an amount in minor units, such as <c>1,234.50 USD</c>.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="currency">The currency code.</param>
    /// <param name="digits">The number of digits of the currency's minor unit (ISO 4217).</param>
    public static string Amount(long amount, string currency, int digits) => $"{Number(amount, digits)} {currency}";

    /// <summary>Formats an amount in minor units without its currency, such as <c>1,234.50</c>.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="digits">The number of digits of the currency's minor unit (ISO 4217).</param>
    public static string Number(long amount, int digits)
    {
        decimal scale = 1;
        for (var i = 0; i < digits; i++)
        {
            scale *= 10;
        }

        return (amount / scale).ToString(
            "N" + digits.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );
    }

    /// <summary>Returns an amount in minor units as a decimal number with the digits of its currency.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="digits">The number of digits of the currency's minor unit (ISO 4217).</param>
    public static decimal DecimalOf(long amount, int digits)
    {
        var units = (UInt128)Math.Abs((decimal)amount);
        return new decimal((int)(uint)units, (int)(uint)(units >> 32), 0, amount < 0, (byte)digits);
    }

    /// <summary>Formats a share of a whole, such as <c>12.5 %</c>.</summary>
    public static string Percentage(long part, long whole) => $"{Ratio((decimal)part * 100, whole)} %";

    /// <summary>Formats how many times a number contains another one, such as <c>4.2</c>.</summary>
    public static string Ratio(decimal number, decimal other) =>
        (number / other).ToString("#,0.0", CultureInfo.InvariantCulture);
}
