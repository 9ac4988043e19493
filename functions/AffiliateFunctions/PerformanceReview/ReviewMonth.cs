using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>A month of a program as the list of reviews shows it.</summary>
/// <param name="Month">The month, or the last one of several.</param>
/// <param name="Status">Whether there is a review, and how far the review is.</param>
public sealed record ReviewMonth(Period Month, ReviewMonthStatus Status)
{
    /// <summary>The review; null for a month without one.</summary>
    public ReviewHead? Review { get; init; }

    /// <summary>The month whose review covers a skipped one; null for other months.</summary>
    public Period? CoveredBy { get; init; }

    /// <summary>The month of a review.</summary>
    /// <param name="review">The review.</param>
    /// <param name="now">The time.</param>
    public static ReviewMonth Of(ReviewHead review, DateTimeOffset now) =>
        new(
            review.Period,
            review.Decision is not null ? ReviewMonthStatus.Decided
                : review.IsOverdueAt(now) ? ReviewMonthStatus.Late
                : ReviewMonthStatus.Open
        )
        {
            Review = review,
        };

    /// <summary>The month that the cadence skips.</summary>
    public static ReviewMonth Of(SkippedReview skipped) =>
        new(skipped.Period, ReviewMonthStatus.Skipped) { CoveredBy = skipped.CoveredBy };
}

/// <summary>The status of a month in the list of reviews.</summary>
public enum ReviewMonthStatus
{
    /// <summary>The review waits for its decision.</summary>
    Open,

    /// <summary>The review waits for its decision although the time to decide has passed.</summary>
    Late,

    /// <summary>The review is decided.</summary>
    Decided,

    /// <summary>By the charter's cadence the month has no review of its own.</summary>
    Skipped,

    /// <summary>The review that the charter demands does not exist.</summary>
    Missing,
}
