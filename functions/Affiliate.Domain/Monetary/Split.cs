namespace Affiliate.Domain.Monetary;

/// <summary>Splits amounts so that the parts sum to the whole exactly.</summary>
public static class Split
{
    /// <summary>
    /// Splits by largest remainder (the Hamilton method): each part gets the whole units of its share, and the units left over go to
    /// the largest remainders; of equal ones, to the earlier part.
    /// </summary>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="weights">The weights, none negative, not all zero.</param>
    /// <exception cref="ArgumentException">The weights are none.</exception>
    public static long[] ByLargestRemainder(long amount, IReadOnlyList<long> weights)
    {
        Int128 total = 0;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight);
            total += weight;
        }

        if (total == 0)
        {
            throw new ArgumentException("At least one weight must be positive.", nameof(weights));
        }

        var (magnitude, sign) = (Int128.Abs(amount), Math.Sign(amount));
        var parts = weights.Select(weight => (Whole: (long)(magnitude * weight / total), Remainder: magnitude * weight % total)).ToArray();
        var left = (long)(magnitude - parts.Aggregate((Int128)0, (sum, part) => sum + part.Whole));
        var luckiest = Enumerable.Range(0, parts.Length).OrderByDescending(i => parts[i].Remainder).Take((int)left).ToHashSet();
        return [.. parts.Select((part, i) => sign * (part.Whole + (luckiest.Contains(i) ? 1 : 0)))];
    }
}
