using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Payouts of tests, which are in memory all at once.</summary>
internal static class CyclePayouts
{
    /// <summary>The cycle with these payouts.</summary>
    public static StoredCycle With(this StoredCycle cycle, IEnumerable<StoredPayout> payouts)
    {
        using var totals = PayoutTotals.Of(payouts);
        return cycle.With(totals);
    }

    /// <summary>All payouts of a cycle, by partner.</summary>
    public static async Task<IReadOnlyList<StoredPayout>> AllPayoutsAsync(
        this CycleStore cycles,
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    ) => await cycles.PayoutsAsync(program, period, after: null, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>What a result of a payment is compared with.</summary>
    public static PayoutState[] States(this IEnumerable<StoredPayout> payouts) => [.. payouts.Select(PayoutState.Of)];

    /// <summary>Who the current attempt of the cycle does not pay.</summary>
    public static ValueTask<List<SkippedPartner>> SkippedAsync(this SkippedPartnerStore skipped, StoredCycle cycle) =>
        skipped.ListAsync(cycle, after: null, default).ToListAsync();
}
