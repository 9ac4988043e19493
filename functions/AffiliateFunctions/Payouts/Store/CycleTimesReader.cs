using Affiliate.Domain.Identity;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>Reads the times of cycles for the review.</summary>
internal sealed class CycleTimesReader(CycleStore cycles) : ICycleTimes
{
    public async Task<CycleTimes?> FindAsync(ProgramSlug program, Period period, CancellationToken cancellationToken) =>
        await cycles.FindAsync(program, period, cancellationToken) is { } cycle
            ? new CycleTimes(cycle.ApprovedAt, cycle.SettledAt)
            : null;
}
