using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Shares of parts of an amount, such as its tax, where only some of the amount was paid or refunded.
/// </summary>
internal static class PaidShares
{
    /// <summary>
    /// An amount at the rate of a part to its whole, rounded half to even; null where it cannot be booked.
    /// </summary>
    /// <param name="amount">The amount, not negative.</param>
    /// <param name="part">The part, not negative; it may be more than the whole.</param>
    /// <param name="whole">The whole, greater than zero.</param>
    public static long? AtRate(long amount, long part, long whole)
    {
        var (quotient, rest) = Int128.DivRem((Int128)amount * part, whole);
        var half = (rest * 2).CompareTo(whole);
        var rounded = half > 0 || (half == 0 && Int128.IsOddInteger(quotient)) ? quotient + 1 : quotient;
        return rounded <= Amounts.Most ? (long)rounded : null;
    }

    /// <summary>
    /// What the paid part has of each part of the whole, in proportion: what is paid is split by largest remainder into
    /// these shares and the rest. Where the whole was paid, the parts are as they are, together never more than what
    /// was paid.
    /// </summary>
    /// <param name="paid">What was paid of the whole.</param>
    /// <param name="whole">The whole; what was paid where it is not known.</param>
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
