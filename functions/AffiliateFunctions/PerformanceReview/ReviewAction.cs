using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Something that a review decided to do, with its owner, its date and the number that it is meant to move.</summary>
/// <param name="Id">The id, unique in the program.</param>
/// <param name="Kind"><c>promote</c>, <c>coach</c>, <c>pause</c>, <c>change_rules</c>, <c>pause_program</c>,
/// <c>scale</c> or <c>task</c>.</param>
/// <param name="Text">What is to be done, in words.</param>
/// <param name="Owner">The person responsible for it.</param>
/// <param name="DueAt">By when it is to be done.</param>
/// <param name="Metric">The number that it is meant to move: a signal, or for an action about a partner also a measure of its
/// scorecard, such as <c>scorecard.revenue</c>; or null.</param>
/// <param name="Before">The value of the number in the review that decided it, or null.</param>
public sealed record ReviewAction(
    string Id,
    string Kind,
    string Text,
    Person Owner,
    DateTimeOffset DueAt,
    string? Metric,
    decimal? Before
)
{
    /// <summary>The number of observations of <see cref="Before"/>, or null.</summary>
    public int? BeforeSample { get; init; }

    /// <summary>Whether the number at the decision has too few observations to compare with.</summary>
    public bool BeforeTooFew { get; init; }

    /// <summary>The number in each review since; it is read from the stored reviews, and null without a number.</summary>
    public IReadOnlyList<ReviewNumber>? After { get; init; }

    /// <summary>What is to change in the rules; null for other kinds.</summary>
    public ReviewRuleChange? RuleChange { get; init; }

    /// <summary>The draft of the rule book that was opened for it, or null.</summary>
    public int? Draft { get; init; }

    /// <summary>How far the draft is; it is read from the versions of the rule book, and null once the action is done.</summary>
    public RuleChange? DraftState { get; init; }

    /// <summary>The partner, or null.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>The group that the partner is moved to, or null.</summary>
    public string? Group { get; init; }

    /// <summary>The reason of the decision, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When the app carries it out, after the notice to the partner; null for an action without notice.</summary>
    public DateTimeOffset? PlannedFor { get; init; }

    /// <summary>When it was done, or null.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>When it was cancelled, or null.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>When its owner was reminded of it, or null.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>What was done, or why it was not, in words; null while it is open.</summary>
    public string? Result { get; init; }

    /// <summary>Whether it still has to be done.</summary>
    [JsonIgnore]
    public bool IsOpen => DoneAt is null && CancelledAt is null;

    /// <summary>Whether it is done, cancelled, planned, overdue or open at the time.</summary>
    public string StatusAt(DateTimeOffset at) =>
        DoneAt is not null ? "done"
        : CancelledAt is not null ? "cancelled"
        : at > DueAt ? "overdue"
        : PlannedFor is not null ? "planned"
        : "open";
}
