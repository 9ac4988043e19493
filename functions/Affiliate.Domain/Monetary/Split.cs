namespace Affiliate.Domain.Monetary;

/// <summary>Splits amounts so that the parts sum exactly to the whole.</summary>
public static class Split
{
    private const int MaxOnStack = 32;

    /// <summary>
    /// Splits by largest remainder (the Hamilton method). Each part gets the whole units of its share, and the
    /// remaining units go to the parts with the largest remainders. Of equal remainders, the earlier part comes first.
    /// </summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="weights">The weights. None may be negative, and at least one must be positive.</param>
    /// <exception cref="ArgumentException">The weights are not valid.</exception>
    public static long[] ByLargestRemainder(long amount, IReadOnlyList<long> weights)
    {
        var parts = new long[weights.Count];
        ByLargestRemainder(amount, weights as long[] ?? [.. weights], parts);
        return parts;
    }

    /// <summary>Splits by largest remainder into a buffer of the caller.</summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="weights">The weights. None may be negative, and at least one must be positive.</param>
    /// <param name="parts">The buffer for the parts, one for each weight.</param>
    /// <exception cref="ArgumentException">The weights are not valid.</exception>
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

    // Most products fit in 64 bits, and 64-bit division is several times as fast as 128-bit division.
    private static (Int128 Quotient, Int128 Remainder) DivRem(Int128 product, Int128 total) =>
        product <= long.MaxValue && total <= long.MaxValue
            ? Math.DivRem((long)product, (long)total)
            : Int128.DivRem(product, total);

    private readonly record struct Remainder(Int128 Value, int Place) : IComparable<Remainder>
    {
        // Sorts the largest remainder first; of equal remainders, the earlier part comes first.
        public int CompareTo(Remainder other) =>
            other.Value.CompareTo(Value) is not 0 and var order ? order : Place.CompareTo(other.Place);
    }
}
