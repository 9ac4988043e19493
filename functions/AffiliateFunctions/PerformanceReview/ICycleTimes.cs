using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The times of cycles. The feature that runs cycles implements this, because it also starts the reviews.
/// </summary>
public interface ICycleTimes
{
    /// <summary>Returns the times of the cycles of the periods from the first one to the last one.</summary>
    IAsyncEnumerable<CycleTimes> ListAsync(
        ProgramSlug program,
        Period first,
        Period last,
        CancellationToken cancellationToken
    );
}

/// <summary>The times of a cycle.</summary>
/// <param name="Period">The period.</param>
/// <param name="ApprovedAt">When its payouts were approved, or null.</param>
/// <param name="SettledAt">When the last payment was confirmed, or null.</param>
public sealed record CycleTimes(Period Period, DateTimeOffset? ApprovedAt, DateTimeOffset? SettledAt);
