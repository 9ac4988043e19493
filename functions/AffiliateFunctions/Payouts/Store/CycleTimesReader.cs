using Affiliate.Domain.Identity;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>Reads the times of cycles for the review.</summary>
internal sealed class CycleTimesReader(CycleStore cycles) : ICycleTimes
{
    public IAsyncEnumerable<CycleTimes> ListAsync(
        ProgramSlug program,
        Period first,
        Period last,
        CancellationToken cancellationToken
    ) =>
        cycles
            .ListAsync(program, first, last, cancellationToken)
            .Select(cycle => new CycleTimes(cycle.Period, cycle.ApprovedAt, cycle.SettledAt));
}
