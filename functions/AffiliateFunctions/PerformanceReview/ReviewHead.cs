using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// A review without its scorecards, cohorts and submissions. What looks at many reviews reads heads, which do not grow
/// with the number of partners.
/// </summary>
public sealed record ReviewHead
{
    /// <summary>The reviewed month, or the last one of several.</summary>
    public required Period Period { get; init; }

    /// <summary>The first month of a review that covers several months; null for a review of one month.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? FirstMonth { get; init; }

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>When the month was measured.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The quality signals.</summary>
    public required IReadOnlyList<Signal> Signals { get; init; }

    /// <summary>The owner's decision, or null while the review is open.</summary>
    public ReviewOutcome? Decision { get; init; }

    /// <summary>What the decision set going.</summary>
    public IReadOnlyList<ReviewAction> Actions { get; init; } = [];

    /// <summary>The reviewed months.</summary>
    [JsonIgnore]
    public ReviewSpan Span => new(FirstMonth ?? Period, Period);

    /// <summary>Whether the review waits for its decision although the time to decide has passed.</summary>
    public bool IsOverdueAt(DateTimeOffset time) => Decision is null && time > MeasuredAt + ReviewDuty.TimeToDecide;

    /// <summary>Returns the head of a review.</summary>
    public static ReviewHead Of(StoredReview review) =>
        new()
        {
            Period = review.Period,
            FirstMonth = review.FirstMonth,
            Currency = review.Currency,
            MeasuredAt = review.MeasuredAt,
            Signals = review.Signals,
            Decision = review.Decision,
            Actions = review.Actions,
        };
}
