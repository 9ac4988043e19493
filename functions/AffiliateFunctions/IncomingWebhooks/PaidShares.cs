using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Computes shares of parts of an amount, such as its tax, when only some of the amount was paid or refunded.
/// </summary>
internal static class PaidShares
{
    /// <summary>
    /// Returns amount × part ÷ whole, rounded half to even; null when the result is too large to be posted.
    /// </summary>
    /// <param name="amount">The amount, not negative.</param>
    /// <param name="part">The part, not negative; it may exceed the whole.</param>
    /// <param name="whole">The whole, greater than zero.</param>
    public static long? AtRate(long amount, long part, long whole)
    {
        var (quotient, rest) = Int128.DivRem((Int128)amount * part, whole);
        var half = (rest * 2).CompareTo(whole);
        var rounded = half > 0 || (half == 0 && Int128.IsOddInteger(quotient)) ? quotient + 1 : quotient;
        return rounded <= Amounts.Max ? (long)rounded : null;
    }

    /// <summary>
    /// Returns the share of each part in the paid amount. The paid amount is split by largest remainder in proportion
    /// to the parts and the rest of the whole. When the whole was paid, the parts are unchanged, but together never
    /// more than the paid amount.
    /// </summary>
    /// <param name="paid">The paid amount of the whole.</param>
    /// <param name="whole">The whole; null means that the paid amount is the whole.</param>
    /// <param name="parts">The parts of the whole, none negative.</param>
    public static long[] Of(long paid, long? whole, params long[] parts)
    {
        if (paid >= 0 && whole is { } all && all > paid && parts.Aggregate((Int128)0, (sum, part) => sum + part) <= all)
        {
            return Split.ByLargestRemainder(paid, [.. parts, all - parts.Sum()])[..^1];
        }

        var left = Math.Max(0, paid);
        return
        [
            .. parts.Select(part =>
            {
                var share = Math.Clamp(part, 0, left);
                left -= share;
                return share;
            }),
        ];
    }
}
