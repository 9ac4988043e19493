using System.Globalization;

namespace Affiliate.Domain.Rules;

/// <summary>The names of windows: calendar months, quarters and years in UTC.</summary>
public static class WindowNames
{
    /// <summary>
    /// Returns the name of the window around a time: <c>2026-11</c>, <c>2026-Q4</c>, <c>2026</c> or <c>lifetime</c>.
    /// </summary>
    public static string Name(Window window, DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return window switch
        {
            Window.Month => utc.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            Window.Quarter => string.Create(CultureInfo.InvariantCulture, $"{utc.Year:D4}-Q{(utc.Month + 2) / 3}"),
            Window.Year => utc.ToString("yyyy", CultureInfo.InvariantCulture),
            _ => "lifetime",
        };
    }

    /// <summary>
    /// Returns the key under which a bonus is paid only once: its id and window, such as <c>ten-deals:2026-Q4</c>.
    /// </summary>
    public static string BonusKey(Bonus bonus, DateTimeOffset at) => $"{bonus.Id}:{Name(bonus.Window, at)}";

    /// <summary>
    /// Returns the key under which the use of a cap is counted: its id and window, such as
    /// <c>per-customer-year:2026</c>.
    /// </summary>
    public static string CapKey(Cap cap, DateTimeOffset at) => $"{cap.Id}:{Name(cap.Window ?? Window.Lifetime, at)}";
}
