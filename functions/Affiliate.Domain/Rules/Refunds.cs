namespace Affiliate.Domain.Rules;

/// <summary>How refunds take commissions back: in proportion to the refunded part, and cumulatively.</summary>
public static class Refunds
{
    /// <summary>
    /// What is refunded in total after one more refund: a total that was sent counts as it is, an amount is added, and
    /// a dispute that was won puts its amount back. Null where it would lead below nothing or beyond the sale: such a
    /// refund has no effect.
    /// </summary>
    /// <param name="sale">The sale's amount.</param>
    /// <param name="before">What was refunded before it.</param>
    /// <param name="amount">What this refund is about, where no total was sent.</param>
    /// <param name="total">What is refunded with it, where that was sent.</param>
    /// <param name="isWonDispute">Whether it puts back.</param>
    public static long? TotalAfter(long sale, long before, long? amount, long? total, bool isWonDispute)
    {
        var next =
            total ?? (Int128)before + (isWonDispute ? -(Int128)amount.GetValueOrDefault() : amount.GetValueOrDefault());
        return next >= 0 && next <= sale ? (long)next : null;
    }

    /// <summary>
    /// What the partner keeps after refunds of <paramref name="refunded"/> in total: <c>round(commission × (B − R) /
    /// B)</c>, half to even. Each refund takes the difference to what was kept before, so that any sequence that ends
    /// in a full refund takes exactly the whole.
    /// </summary>
    /// <param name="commission">The commission in minor units.</param>
    /// <param name="amount">B: what the sale's refunds count against, in minor units. Of a sale for nothing there is
    /// nothing to take back.</param>
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

/// <summary>What is refunded of one line of a sale.</summary>
/// <param name="Amount">What refunds of the line count against, in minor units of the sale's currency.</param>
/// <param name="Refunded">All that is refunded of it, in the same: from zero to <paramref name="Amount"/>.</param>
public readonly record struct RefundedLine(long Amount, long Refunded)
{
    /// <summary>What is refunded of some lines together.</summary>
    /// <param name="all">All lines of the sale, in their order.</param>
    /// <param name="places">The places of those lines, from 0; one that the sale no longer has counts nothing.</param>
    public static RefundedLine Sum(IReadOnlyList<RefundedLine> all, IReadOnlyList<int> places)
    {
        var own = places.Where(place => place < all.Count).Select(place => all[place]).ToList();
        return new RefundedLine(own.Sum(line => line.Amount), own.Sum(line => line.Refunded));
    }
}
