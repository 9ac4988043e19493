namespace Affiliate.Domain.Programs;

/// <summary>The five operating components of a program.</summary>
public enum ComponentName
{
    /// <summary>How partners apply and are approved.</summary>
    PartnerOnboarding,

    /// <summary>Which conversions earn which commissions.</summary>
    ProgramRules,

    /// <summary>How clicks, leads and sales are recorded.</summary>
    TrackingSetup,

    /// <summary>How partners are paid.</summary>
    PayoutPolicy,

    /// <summary>How the program is reviewed and changed.</summary>
    PerformanceReview,
}

/// <summary>One operating component: its definition, owner, inputs and last review.</summary>
/// <param name="Name">Which of the five components this is.</param>
/// <param name="Definition">The meaning of the component in this program.</param>
/// <param name="Inputs">The inputs that the component needs.</param>
/// <param name="Owner">The person responsible for the component.</param>
/// <param name="ReviewEveryDays">The review interval, in days.</param>
/// <param name="DefinedAt">The time at which the component was first defined.</param>
/// <param name="LastReview">The last review, or null.</param>
public sealed record OperatingComponent(
    ComponentName Name,
    string Definition,
    IReadOnlyList<string> Inputs,
    Person Owner,
    int ReviewEveryDays,
    DateTimeOffset DefinedAt,
    ComponentReview? LastReview
)
{
    /// <summary>The due date of the last reminder to the owner. One reminder is sent for each due date.</summary>
    public DateTimeOffset? RemindedOf { get; init; }

    /// <summary>The due date of the next review, counted from the last review, or from the definition.</summary>
    public DateTimeOffset DueAt => (LastReview?.At ?? DefinedAt).AddDays(ReviewEveryDays);

    /// <summary>Whether the review is overdue at the given time.</summary>
    public bool IsOverdue(DateTimeOffset at) => at > DueAt;
}

/// <summary>The record that a person reviewed a component and found it correct, or corrected it.</summary>
/// <param name="At">The time of the review.</param>
/// <param name="Reviewer">The person who reviewed the component.</param>
/// <param name="Note">The findings of the review.</param>
public sealed record ComponentReview(DateTimeOffset At, string Reviewer, string? Note);
