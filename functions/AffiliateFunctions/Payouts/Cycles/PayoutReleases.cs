using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Takes reserved payouts out of a cycle; their lines become payable again.</summary>
public sealed class PayoutReleases(ILedger ledger, CycleStore cycles, TimeProvider clock)
{
    /// <summary>
    /// Releases a payout. The ledger is changed first, so that a repeated step finds the payout and finishes it.
    /// </summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="payout">The payout.</param>
    /// <param name="reason">The reason, as a code.</param>
    /// <param name="status">The status of the payout after the release.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReleaseAsync(
        StoredCycle cycle,
        StoredPayout payout,
        string reason,
        PayoutStatus status,
        CancellationToken cancellationToken
    )
    {
        await ledger.ReleaseAsync(cycle.Program, payout.Partner, cycle.Period, reason, cancellationToken);
        await cycles.PutPayoutAsync(
            cycle.Program,
            cycle.Period,
            payout with
            {
                Status = status,
                Reason = reason,
                SettledAt = status == PayoutStatus.Failed ? clock.GetUtcNow() : null,
            },
            cancellationToken
        );
    }
}
