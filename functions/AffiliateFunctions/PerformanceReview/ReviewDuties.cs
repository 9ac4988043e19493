using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Finds the reviews that the charter demands, and those that are missing or that nobody decided.</summary>
public sealed class ReviewDuties(TimeProvider clock)
{
    private const int MonthsBack = 6;
    private const int MaxBreaches = 3;

    /// <summary>
    /// The reviews that are due by the charter's cadence in the last six months, the earliest first. A program that is
    /// closed or does not run yet has none.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="reviews">Its reviews.</param>
    public IReadOnlyList<ReviewDuty> Of(AffiliateProgram program, IEnumerable<ReviewHead> reviews)
    {
        if (program.Charter is null || program.Stage is ProgramStage.Draft or ProgramStage.Closed)
        {
            return [];
        }

        var stored = reviews.ToDictionary(review => review.Period);
        var duties = new List<ReviewDuty>();
        var month = Period.Of(clock.GetUtcNow(), program.Zone).Previous;
        for (var back = 0; back < MonthsBack && program.RunsSince < month.End(program.Zone); back++)
        {
            if (program.Reviews.IsDue(month))
            {
                duties.Insert(0, new ReviewDuty(month, month.End(program.Zone), stored.GetValueOrDefault(month)));
            }

            month = month.Previous;
        }

        return duties;
    }

    /// <summary>The latest reviews before these months that are missing or that nobody decided, in words.</summary>
    internal IEnumerable<string> BreachesBefore(
        ReviewSpan span,
        AffiliateProgram program,
        IEnumerable<ReviewHead> reviews
    ) =>
        Of(program, reviews)
            .Where(duty => duty.Month < span.First)
            .TakeLast(MaxBreaches)
            .Select(duty => duty.BreachAt(clock.GetUtcNow()))
            .OfType<string>();
}

/// <summary>A review that the charter demands.</summary>
/// <param name="Month">The month that ends with it.</param>
/// <param name="Since">The end of the month.</param>
/// <param name="Review">The review; null if there is none.</param>
public sealed record ReviewDuty(Period Month, DateTimeOffset Since, ReviewHead? Review)
{
    /// <summary>The time after the end of the month within which the review is measured and sent.</summary>
    public static readonly TimeSpan TimeToMeasure = TimeSpan.FromDays(2);

    /// <summary>The time within which the review is decided. The backup owner is then asked too.</summary>
    public static readonly TimeSpan TimeToDecide = TimeSpan.FromDays(5);

    /// <summary>Whether the review does not exist although its time has passed.</summary>
    public bool IsMissingAt(DateTimeOffset time) => Review is null && time > Since + TimeToMeasure;

    /// <summary>Whether the review waits for its decision although its time has passed.</summary>
    public bool IsOverdueAt(DateTimeOffset time) => Review?.IsOverdueAt(time) == true;

    /// <summary>What the review breaches, in words; null for nothing.</summary>
    public string? BreachAt(DateTimeOffset time) =>
        IsMissingAt(time) ? $"There is no review of {Month}, although the charter demands one."
        : IsOverdueAt(time)
            ? $"The review of {Review!.Span} waits for its decision since {DisplayFormat.Day(Review.MeasuredAt)}."
        : Review is { Decision: { } decision } && decision.Actor.StartsWith("rule:", StringComparison.Ordinal)
            ? $"Nobody decided the review of {Review.Span}: it ended as \"{decision.Decision}\" on "
                + $"{DisplayFormat.Day(decision.DecidedAt)}."
        : null;
}
