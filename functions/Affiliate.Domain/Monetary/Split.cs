namespace Affiliate.Domain.Monetary;

/// <summary>Splits amounts so that the parts sum to the whole exactly.</summary>
public static class Split
{
    private const int MaxOnStack = 32;

    /// <summary>
    /// Splits by largest remainder (the Hamilton method): each part gets the whole units of its share, and the units
    /// left over go to the largest remainders; of equal ones, to the earlier part.
    /// </summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="weights">The weights, none negative, not all zero.</param>
    /// <exception cref="ArgumentException">The weights are none.</exception>
    public static long[] ByLargestRemainder(long amount, IReadOnlyList<long> weights)
    {
        var parts = new long[weights.Count];
        ByLargestRemainder(amount, weights as long[] ?? [.. weights], parts);
        return parts;
    }

    /// <summary>Splits by largest remainder into memory of the caller.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="weights">The weights, none negative, not all zero.</param>
    /// <param name="parts">Where the parts are put, one for each weight.</param>
    /// <exception cref="ArgumentException">The weights are none.</exception>
    public static void ByLargestRemainder(long amount, ReadOnlySpan<long> weights, Span<long> parts)
    {
        var total = Total(weights);
        var magnitude = Int128.Abs(amount);
        var left = magnitude;
        var remainders =
            weights.Length <= MaxOnStack ? stackalloc Remainder[weights.Length] : new Remainder[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (whole, remainder) = DivRem(magnitude * weights[i], total);
            parts[i] = (long)whole;
            remainders[i] = new Remainder(remainder, i);
            left -= whole;
        }

        if (left > 0)
        {
            remainders.Sort();
            foreach (var luckiest in remainders[..(int)left])
            {
                parts[luckiest.Place]++;
            }
        }

        if (amount < 0)
        {
            Negate(parts);
        }
    }

    private static Int128 Total(ReadOnlySpan<long> weights)
    {
        Int128 total = 0;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            total += weight;
        }

        return total != 0
            ? total
            : throw new ArgumentException("At least one weight must be positive.", nameof(weights));
    }

    private static void Negate(Span<long> parts)
    {
        foreach (ref var part in parts)
        {
            part = -part;
        }
    }

    // Most products have 64 bits, which are divided several times as fast as 128.
    private static (Int128 Quotient, Int128 Remainder) DivRem(Int128 product, Int128 total) =>
        product <= long.MaxValue && total <= long.MaxValue
            ? Math.DivRem((long)product, (long)total)
            : Int128.DivRem(product, total);

    private readonly record struct Remainder(Int128 Value, int Place) : IComparable<Remainder>
    {
        // The largest first; of equal ones the earlier.
        public int CompareTo(Remainder other) =>
            other.Value.CompareTo(Value) is not 0 and var order ? order : Place.CompareTo(other.Place);
    }
}
