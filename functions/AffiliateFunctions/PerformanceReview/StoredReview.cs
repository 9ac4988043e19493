using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The review of a month, or of the months since the review before. A review is measured once and decided once.
/// </summary>
public sealed record StoredReview
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The reviewed month, or the last one of several.</summary>
    public required Period Period { get; init; }

    /// <summary>The first month of a review that covers several months; null for a review of one month.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? FirstMonth { get; init; }

    /// <summary>The reviewed months.</summary>
    [JsonIgnore]
    public ReviewSpan Span => new(FirstMonth ?? Period, Period);

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>When the month was measured.</summary>
    public required DateTimeOffset MeasuredAt { get; init; }

    /// <summary>The quality signals.</summary>
    public required IReadOnlyList<Signal> Signals { get; init; }

    /// <summary>The scorecards of the partners.</summary>
    public required IReadOnlyList<Scorecard> Scorecards { get; init; }

    /// <summary>
    /// The median of each measure of the scorecards, over the partners that have a value, by the name of the measure.
    /// Absent in reviews that were measured without it.
    /// </summary>
    public IReadOnlyDictionary<string, decimal>? Medians { get; init; }

    /// <summary>The partners by the month of their approval, the worst month first.</summary>
    public IReadOnlyList<Cohort> Cohorts { get; init; } = [];

    /// <summary>The owner's decision, or null while the review is open.</summary>
    public ReviewOutcome? Decision { get; init; }

    /// <summary>
    /// The steps of the workflows that exceeded their time most when the months were measured, the worst first. Absent in
    /// reviews that were measured without them.
    /// </summary>
    public IReadOnlyList<WorstStep>? WorstSteps { get; init; }

    /// <summary>What is wrong with the governance of the program, in words.</summary>
    public IReadOnlyList<string> Breaches { get; init; } = [];

    /// <summary>
    /// The last submission of a review that was stored before <see cref="Submissions"/> existed; absent in others.
    /// </summary>
    public ReviewSubmission? Submission { get; init; }

    /// <summary>What the owner and the backup owner decided beside the program: the last submission of each.</summary>
    public IReadOnlyList<ReviewSubmission> Submissions { get; init; } = [];

    /// <summary>What the decision set going.</summary>
    public IReadOnlyList<ReviewAction> Actions { get; init; } = [];

    /// <summary>Returns the review with the submission in place of an earlier one of the same person.</summary>
    internal StoredReview WithSubmission(ReviewSubmission submission) =>
        this with
        {
            Submissions = [.. Submissions.Where(earlier => earlier.Actor != submission.Actor), submission],
        };

    /// <summary>Returns the last submission of the person; null if it has another decision, or there is none.</summary>
    internal ReviewSubmission? SubmissionOf(string actor, string decision)
    {
        // Reviews that were stored earlier have only the last submission.
        var last = Submissions.Append(Submission).LastOrDefault(submission => submission?.Actor == actor);
        return last?.Decision == decision ? last : null;
    }

    /// <summary>The recommendations that the person who decided did not follow, with the reasons.</summary>
    internal IEnumerable<RecommendationDecision> DeclinedBy(ReviewOutcome decision) =>
        SubmissionOf(decision.Actor, decision.Decision)?.Partners.Where(partner => partner.Choice != "accept") ?? [];

    /// <summary>Returns the review with the result of an action.</summary>
    internal StoredReview WithAction(string id, string result, DateTimeOffset? doneAt) =>
        WithAction(id, action => action with { Result = result, DoneAt = doneAt });

    /// <summary>Returns the review with a changed action.</summary>
    internal StoredReview WithAction(string id, Func<ReviewAction, ReviewAction> change) =>
        this with
        {
            Actions = [.. Actions.Select(action => action.Id == id ? change(action) : action)],
        };

    /// <summary>Whether every signal that the charter names has enough observations.</summary>
    public bool HasEnoughSamples => !TooFew.Any();

    /// <summary>The signals that the charter names and that have too few observations.</summary>
    [JsonIgnore]
    internal IEnumerable<Signal> TooFew => TooFewOf(Signals);

    /// <summary>Those of the signals that have too few observations.</summary>
    internal static IEnumerable<Signal> TooFewOf(IEnumerable<Signal> signals) =>
        signals.Where(signal => signal.Status == SignalStatus.TooFew);
}

/// <summary>The owner's decision.</summary>
/// <param name="Decision"><c>keep</c>, <c>change</c>, <c>pause</c> or <c>scale</c>.</param>
/// <param name="Actor">The person or rule that decided.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="Note">The note, or null.</param>
/// <param name="DecidedAt">When the review was decided.</param>
public sealed record ReviewOutcome(
    string Decision,
    string Actor,
    string? Reason,
    string? Note,
    DateTimeOffset DecidedAt
);
