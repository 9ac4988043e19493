using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Which months are through with their review.</summary>
public interface IReviewedMonths
{
    /// <summary>
    /// Whether the review of the month is decided, or the month ends without a review of its own by the charter's cadence.
    /// </summary>
    Task<bool> IsDecidedAsync(ProgramSlug program, Period month, CancellationToken cancellationToken);
}

/// <summary>Is told that a month is through with its review. The feature that starts reviews implements this.</summary>
public interface IReviewListener
{
    /// <summary>
    /// The review of the month is decided, or the month ends without a review of its own. The call may be repeated.
    /// </summary>
    Task EndedAsync(ProgramSlug program, Period month, CancellationToken cancellationToken);
}
