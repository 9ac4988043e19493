using System.Globalization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PartnerPages;

/// <summary>Writes months in words.</summary>
internal static class MonthText
{
    /// <summary>The month, such as <c>November 2026</c>.</summary>
    public static string Of(Period month) => DateOf(month).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The month without its year, such as <c>Nov</c>.</summary>
    public static string Short(Period month) => DateOf(month).ToString("MMM", CultureInfo.InvariantCulture);

    private static DateOnly DateOf(Period month) => new(month.Year, month.Month, 1);
}
