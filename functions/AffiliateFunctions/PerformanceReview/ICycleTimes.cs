using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The times of cycles. The feature that runs cycles implements this, because it also starts the reviews.
/// </summary>
public interface ICycleTimes
{
    /// <summary>Returns the times of the cycle of a period, or null if there is none.</summary>
    Task<CycleTimes?> FindAsync(ProgramSlug program, Period period, CancellationToken cancellationToken);
}

/// <summary>The times of a cycle.</summary>
/// <param name="ApprovedAt">When its payouts were approved, or null.</param>
/// <param name="SettledAt">When the last payment was confirmed, or null.</param>
public sealed record CycleTimes(DateTimeOffset? ApprovedAt, DateTimeOffset? SettledAt);
