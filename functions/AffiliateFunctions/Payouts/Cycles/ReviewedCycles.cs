using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Marks a settled cycle as reviewed when the review of its month ends after it: because the review was restarted, or
/// because the cycle is a later attempt, which does not await the review. A cycle that is not settled yet looks itself;
/// see <see cref="Activities.FinishCycle"/>.
/// </summary>
public sealed class ReviewedCycles(CycleStore cycles) : IReviewListener
{
    /// <inheritdoc/>
    public async Task EndedAsync(ProgramSlug program, Period month, CancellationToken cancellationToken)
    {
        if (await cycles.FindAsync(program, month, cancellationToken) is { Status: CycleStatus.Settled })
        {
            await cycles.ChangeAsync(
                program,
                month,
                stored => stored.Status == CycleStatus.Settled ? stored.MoveTo(CycleStatus.Reviewed) : stored,
                cancellationToken
            );
        }
    }
}
