using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Programs;

/// <summary>
/// The decisions of reviews, which the move from pilot to live requires. The performance review implements this
/// interface.
/// </summary>
public interface IReviewDecisions
{
    /// <summary>The latest decided review of the program, or null.</summary>
    Task<ReviewDecision?> LatestAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>The outcome of one review.</summary>
/// <param name="Period">The reviewed month.</param>
/// <param name="Decision">
/// <c>keep</c>, <c>change</c>, <c>pause</c> or <c>scale</c>. Only <c>scale</c> lifts the limits of the pilot.
/// </param>
/// <param name="EnoughSamples">Whether every quality signal of the charter has its minimum sample.</param>
/// <param name="Actor">The person or rule that decided.</param>
/// <param name="DecidedAt">When the review was decided.</param>
public sealed record ReviewDecision(
    Period Period,
    string Decision,
    bool EnoughSamples,
    string Actor,
    DateTimeOffset DecidedAt
);
