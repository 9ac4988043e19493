using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

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
/// <c>keep</c>, <c>change</c>, <c>pause</c>, <c>scale</c> or <c>overrule</c>. <c>scale</c> lifts the limits of the pilot
/// if every signal has its minimum sample; <c>overrule</c> lifts them although some have not, and has a reason.
/// </param>
/// <param name="TooFew">The signals of the charter that had too few observations.</param>
/// <param name="Actor">The person or rule that decided.</param>
/// <param name="DecidedAt">When the review was decided.</param>
public sealed record ReviewDecision(
    Period Period,
    string Decision,
    IReadOnlyList<TooFewSamples> TooFew,
    string Actor,
    DateTimeOffset DecidedAt
);
