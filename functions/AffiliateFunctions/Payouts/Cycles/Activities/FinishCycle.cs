using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Marks the cycle as reviewed, which is its last status, if the review of the month is decided. Otherwise the decision
/// marks it later; see <see cref="ReviewedCycles"/>. Returns the status of the cycle.
/// </summary>
public sealed class FinishCycle(CycleStore cycles, IReviewedMonths reviews)
{
    /// <inheritdoc cref="FinishCycle"/>
    [Function(nameof(FinishCycle))]
    public async Task<CycleStatus> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var isDecided = await reviews.IsDecidedAsync(key.Program, key.Period, cancellationToken);
        var cycle = isDecided
            ? await cycles.ChangeAsync(
                key.Program,
                key.Period,
                stored => stored.MoveTo(CycleStatus.Reviewed),
                cancellationToken
            )
            : await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        return cycle.Status;
    }
}
