using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// Reads the payouts of the last cycles, a page of many payouts with each request. The ledgers of the partners are not
/// read.
/// </summary>
public sealed class EarlierPayoutReader(CycleStore cycles)
{
    private const int MaxCycles = 6;

    // Rejected cycles and months without a payout are passed over, up to this many cycles in all.
    private const int MaxRead = 12;

    /// <summary>The cycles before a cycle with which it is compared.</summary>
    internal async Task<EarlierCycles> FindAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var (found, read) = (new List<StoredCycle>(), 0);
        await foreach (var earlier in cycles.NewestFirstAsync(cycle.Program, cycle.Period.Value, cancellationToken))
        {
            if (read == MaxRead || found.Count == MaxCycles)
            {
                return new EarlierCycles(found, AreAll: false);
            }

            read++;
            if (earlier.Status is not CycleStatus.Rejected and >= CycleStatus.Approved && earlier.Partners > 0)
            {
                found.Add(earlier);
            }
        }

        return new EarlierCycles(found, AreAll: true);
    }

    /// <summary>The earlier payouts of the partners after one of them, up to another, by partner.</summary>
    internal async Task<IReadOnlyDictionary<PartnerId, EarlierTotal>> TotalsAsync(
        EarlierCycles earlier,
        PartnerId? after,
        PartnerId last,
        CancellationToken cancellationToken
    )
    {
        var totals = new Dictionary<PartnerId, EarlierTotal>();
        foreach (var cycle in earlier.Cycles)
        {
            await foreach (var payout in cycles.PayoutsAsync(cycle, after, last, cancellationToken))
            {
                if (payout.Status is PayoutStatus.Paid or PayoutStatus.Reserved)
                {
                    totals[payout.Partner] = totals.GetValueOrDefault(payout.Partner).With(payout.Amount);
                }
            }
        }

        return totals;
    }
}
