using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Identifies the review of a program and a month. The cycle starts <see cref="ReviewOrchestrator"/> with it.
/// </summary>
/// <param name="Program">The program.</param>
/// <param name="Period">The month.</param>
public sealed record ReviewKey(ProgramSlug Program, Period Period)
{
    /// <summary>The id of the orchestration.</summary>
    public static string InstanceIdOf(ProgramSlug program, Period period) => $"review-{program}-{period}";
}
