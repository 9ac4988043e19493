namespace Affiliate.Domain.Rules.Compilation;

/// <summary>
/// The 64-bit whole numbers on one side of a decimal number, or between two decimal numbers. Integers can therefore be
/// compared with integers.
/// </summary>
/// <param name="From">The lowest number; greater than <paramref name="To"/> when the range is empty.</param>
/// <param name="To">The highest number.</param>
internal readonly record struct IntegerRange(long From, long To)
{
    private static readonly IntegerRange None = new(1, 0);
    private static readonly IntegerRange All = new(long.MinValue, long.MaxValue);

    public bool Contains(long number) => number >= From && number <= To;

    public static IntegerRange Above(decimal bound, bool isInclusive)
    {
        if (bound is < long.MinValue or > long.MaxValue)
        {
            return bound < 0 ? All : None;
        }

        var floor = (long)decimal.Floor(bound);
        return isInclusive && floor == bound ? new(floor, long.MaxValue)
            : floor == long.MaxValue ? None
            : new(floor + 1, long.MaxValue);
    }

    public static IntegerRange Below(decimal bound, bool isInclusive)
    {
        if (bound is < long.MinValue or > long.MaxValue)
        {
            return bound < 0 ? None : All;
        }

        var floor = (long)decimal.Floor(bound);
        return isInclusive || floor != bound ? new(long.MinValue, floor)
            : floor == long.MinValue ? None
            : new(long.MinValue, floor - 1);
    }

    public static IntegerRange Between(decimal from, decimal to)
    {
        var (above, below) = (Above(from, isInclusive: true), Below(to, isInclusive: true));
        return above == None || below == None ? None : new(above.From, below.To);
    }
}
