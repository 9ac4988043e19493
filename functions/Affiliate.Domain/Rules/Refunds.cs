namespace Affiliate.Domain.Rules;

/// <summary>Computes how refunds reduce commissions: in proportion to the refunded part, and cumulatively.</summary>
public static class Refunds
{
    /// <summary>
    /// Returns the total refunded after one more refund. A reported total is used as it is, an amount is added, and a
    /// won dispute subtracts its amount. Returns null when the total would be below zero or above the sale; such a
    /// refund has no effect.
    /// </summary>
    /// <param name="sale">The amount of the sale.</param>
    /// <param name="before">The total refunded before this refund.</param>
    /// <param name="amount">The amount of this refund, when no total was reported.</param>
    /// <param name="total">The total refunded including this refund, when it was reported.</param>
    /// <param name="isWonDispute">Whether this is a won dispute, which reduces the total.</param>
    public static long? TotalAfter(long sale, long before, long? amount, long? total, bool isWonDispute)
    {
        var next =
            total ?? (Int128)before + (isWonDispute ? -(Int128)amount.GetValueOrDefault() : amount.GetValueOrDefault());
        return next >= 0 && next <= sale ? (long)next : null;
    }

    /// <summary>
    /// Returns the amount that the partner keeps when <paramref name="refunded"/> is refunded in total:
    /// <c>round(commission × (B − R) / B)</c>, half to even. Each refund takes back the difference from the amount kept
    /// before. Therefore any sequence that ends in a full refund takes back exactly the whole commission.
    /// </summary>
    /// <param name="commission">The commission in minor units.</param>
    /// <param name="amount">B: the amount that refunds of the sale count against, in minor units. A sale of 0 takes
    /// nothing back.</param>
    /// <param name="refunded">R: the total refunded, from 0 to B.</param>
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

/// <summary>The refunded amount of one line of a sale.</summary>
/// <param name="Amount">The amount that refunds of the line count against, in minor units of the sale's
/// currency.</param>
/// <param name="Refunded">The total refunded of the line, in the same unit, from 0 to
/// <paramref name="Amount"/>.</param>
public readonly record struct RefundedLine(long Amount, long Refunded)
{
    /// <summary>Sums the refunds of some lines of a sale.</summary>
    /// <param name="all">All lines of the sale, in order.</param>
    /// <param name="places">The indexes of the lines to sum, from 0. Lines that the sale no longer has are
    /// ignored.</param>
    public static RefundedLine Sum(IReadOnlyList<RefundedLine> all, IReadOnlyList<int> places)
    {
        var own = places.Where(place => place < all.Count).Select(place => all[place]).ToList();
        return new RefundedLine(own.Sum(line => line.Amount), own.Sum(line => line.Refunded));
    }
}
