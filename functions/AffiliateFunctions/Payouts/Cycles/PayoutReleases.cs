using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Takes reserved payouts out of a cycle; their lines become payable again. The decision is stored before the ledger is
/// changed, so that an interrupted release is finished whatever changes until then, and its payout is never paid.
/// </summary>
public sealed class PayoutReleases(ILedger ledger, CycleStore cycles, TimeProvider clock)
{
    /// <summary>
    /// The payouts of the cycle's current attempt, by partner. Releases that were interrupted are finished first.
    /// </summary>
    public async IAsyncEnumerable<StoredPayout> ReadPayoutsAsync(
        StoredCycle cycle,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var payout in cycles.PayoutsAsync(cycle, cancellationToken))
        {
            yield return payout.IsReleasing ? await FinishAsync(cycle, payout, cancellationToken) : payout;
        }
    }

    /// <summary>Releases a payout.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="payout">The payout.</param>
    /// <param name="reason">The reason, as a code.</param>
    /// <param name="status">The status of the payout after the release.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="detail">What exactly must be corrected, as a sentence, or null.</param>
    public async Task ReleaseAsync(
        StoredCycle cycle,
        StoredPayout payout,
        string reason,
        PayoutStatus status,
        CancellationToken cancellationToken,
        string? detail = null
    )
    {
        var released = payout with
        {
            Status = status,
            Reason = reason,
            ReasonDetail = detail,
            SettledAt = status == PayoutStatus.Failed ? clock.GetUtcNow() : null,
            IsReleasing = true,
        };
        await cycles.PutPayoutAsync(cycle.Program, cycle.Period, released, cancellationToken);
        await FinishAsync(cycle, released, cancellationToken);
    }

    /// <summary>
    /// Takes single commissions out of a payout. The cycle must name them before, so that an interrupted release is
    /// repeated. The ledger comes first: the payout lists a commission until it is payable again.
    /// </summary>
    /// <returns>The payout with the other commissions.</returns>
    public async Task<StoredPayout> ReleaseLinesAsync(
        StoredCycle cycle,
        StoredPayout payout,
        IReadOnlyCollection<CommissionId> commissions,
        CancellationToken cancellationToken
    )
    {
        await ledger.ReleaseLinesAsync(cycle.Program, payout.Partner, cycle.Period, commissions, cancellationToken);
        var rest = payout.Without(commissions);
        await cycles.PutPayoutAsync(cycle.Program, cycle.Period, rest, cancellationToken);
        return rest;
    }

    private async Task<StoredPayout> FinishAsync(
        StoredCycle cycle,
        StoredPayout released,
        CancellationToken cancellationToken
    )
    {
        await ledger.ReleaseAsync(cycle.Program, released.Partner, cycle.Period, released.Reason!, cancellationToken);
        var finished = released with { IsReleasing = false };
        await cycles.PutPayoutAsync(cycle.Program, cycle.Period, finished, cancellationToken);
        return finished;
    }
}
