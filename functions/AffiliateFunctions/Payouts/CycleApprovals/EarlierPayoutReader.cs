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

    internal async Task<EarlierPayouts> ReadAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var totals = new Dictionary<PartnerId, EarlierTotal>();
        EarlierCycle? last = null;
        var (counted, read, areAll) = (0, 0, true);
        await foreach (var earlier in cycles.NewestFirstAsync(cycle.Program, cycle.Period.Value, cancellationToken))
        {
            if (read == MaxRead || counted == MaxCycles)
            {
                areAll = false;
                break;
            }

            read++;
            if (earlier.Status is CycleStatus.Rejected or < CycleStatus.Approved || earlier.Partners == 0)
            {
                continue;
            }

            counted++;
            last ??= new EarlierCycle(earlier.Period, earlier.Partners, earlier.Total);
            await AddAsync(totals, earlier, cancellationToken);
        }

        return new EarlierPayouts(totals, last, counted, areAll);
    }

    private async Task AddAsync(
        Dictionary<PartnerId, EarlierTotal> totals,
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        await foreach (var payout in cycles.PayoutsAsync(cycle.Program, cycle.Period, after: null, cancellationToken))
        {
            if (payout.Attempt == cycle.Attempt && payout.Status is PayoutStatus.Paid or PayoutStatus.Reserved)
            {
                totals[payout.Partner] = totals.GetValueOrDefault(payout.Partner).With(payout.Amount);
            }
        }
    }
}
