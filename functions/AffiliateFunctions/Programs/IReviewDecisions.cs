using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Programs;

/// <summary>What reviews have decided, for the gate from pilot to live. The performance review implements it.</summary>
public interface IReviewDecisions
{
    /// <summary>The latest decided review of the program, or null.</summary>
    Task<ReviewDecision?> LatestAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>The outcome of one review.</summary>
/// <param name="Period">The reviewed month.</param>
/// <param name="Decision"><c>keep</c>, <c>change</c>, <c>pause</c> or <c>scale</c>; only <c>scale</c> lifts the pilot's
/// limits.</param>
/// <param name="EnoughSamples">Whether every quality signal of the charter reached its smallest sample.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="DecidedAt">When.</param>
public sealed record ReviewDecision(
    Period Period,
    string Decision,
    bool EnoughSamples,
    string Actor,
    DateTimeOffset DecidedAt
);
