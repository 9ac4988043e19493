namespace Affiliate.Domain.Rules.Compilation;

/// <summary>
/// A bonus that caches the names of the window requested last, because events arrive roughly in order of time.
/// </summary>
/// <param name="bonus">The bonus.</param>
internal sealed class CompiledBonus(Bonus bonus)
{
    private volatile Names? last;

    public Bonus Bonus => bonus;

    /// <summary>Returns the names of the bonus in the window around a time.</summary>
    public Names At(DateTimeOffset at)
    {
        var (number, names) = (NumberOf(at.UtcDateTime), last);
        if (names?.Number != number)
        {
            last = names = new Names(number, WindowNames.Name(bonus.Window, at), WindowNames.BonusKey(bonus, at));
        }

        return names;
    }

    private int NumberOf(DateTime utc) =>
        bonus.Window switch
        {
            Window.Month => (utc.Year * 12) + utc.Month,
            Window.Quarter => (utc.Year * 4) + ((utc.Month + 2) / 3),
            Window.Year => utc.Year,
            _ => 0,
        };

    /// <summary>The names of a bonus in one window.</summary>
    /// <param name="Number">The number of the window.</param>
    /// <param name="Window">The name of the window.</param>
    /// <param name="Key">The key under which the bonus is paid only once.</param>
    public sealed record Names(int Number, string Window, string Key);
}
