using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>A month that by the charter's cadence ended without a review.</summary>
/// <param name="Program">The program.</param>
/// <param name="Period">The month.</param>
/// <param name="Cadence">The cadence in the month.</param>
/// <param name="CoveredBy">The month whose review covers this one.</param>
/// <param name="At">When the cycle of the month was closed.</param>
public sealed record SkippedReview(
    ProgramSlug Program,
    Period Period,
    string Cadence,
    Period CoveredBy,
    DateTimeOffset At
)
{
    /// <summary>Why there is no review, in words.</summary>
    [JsonIgnore]
    public string Sentence =>
        $"{Period} has no review of its own, because the charter's cadence is {Cadence}: the review of {CoveredBy} "
        + "covers it.";
}
