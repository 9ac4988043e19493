namespace Affiliate.Domain.Rules;

/// <summary>How refunds take commissions back: in proportion to the refunded part, and cumulatively.</summary>
public static class Refunds
{
    /// <summary>
    /// What the partner keeps after refunds of <paramref name="refunded"/> in total: <c>round(commission × (B − R) / B)</c>, half to
    /// even. Each refund takes the difference to what was kept before, so that any sequence that ends in a full refund takes exactly
    /// the whole.
    /// </summary>
    /// <param name="commission">The commission in minor units.</param>
    /// <param name="amount">B: what the sale's refunds count against, in minor units. Of a sale for nothing there is nothing to take back.</param>
    /// <param name="refunded">R: all that is refunded, from 0 to B.</param>
    public static long Keep(long commission, long amount, long refunded)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        ArgumentOutOfRangeException.ThrowIfNegative(refunded);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(refunded, amount);
        if (amount == 0)
        {
            return commission;
        }

        var product = (Int128)commission * (amount - refunded);
        var (whole, rest) = ((long)(product / amount), Int128.Abs(product % amount));
        var half = (rest * 2).CompareTo(amount);
        return half > 0 || (half == 0 && long.IsOddInteger(whole)) ? whole + Math.Sign(commission) : whole;
    }
}
