namespace Affiliate.Domain.Programs;

/// <summary>The five operating components of a program.</summary>
public enum ComponentName
{
    /// <summary>How partners come in.</summary>
    PartnerOnboarding,

    /// <summary>What earns what.</summary>
    ProgramRules,

    /// <summary>How clicks, leads and sales are recorded.</summary>
    TrackingSetup,

    /// <summary>How partners are paid.</summary>
    PayoutPolicy,

    /// <summary>How the program is judged and changed.</summary>
    PerformanceReview,
}

/// <summary>One operating component: what it is, who owns it, what it needs, and when it was last looked at.</summary>
/// <param name="Name">Which of the five.</param>
/// <param name="Definition">What it is in this program.</param>
/// <param name="Inputs">What it needs.</param>
/// <param name="Owner">Who keeps it right.</param>
/// <param name="ReviewEveryDays">How often it is reviewed.</param>
/// <param name="DefinedAt">When it was first defined.</param>
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
    /// <summary>The due date of which the owner was reminded last, so that each is told once.</summary>
    public DateTimeOffset? RemindedOf { get; init; }

    /// <summary>When the next review is due: counted from the last one, or from the definition.</summary>
    public DateTimeOffset DueAt => (LastReview?.At ?? DefinedAt).AddDays(ReviewEveryDays);

    /// <summary>Whether the review is overdue at that time.</summary>
    public bool IsOverdue(DateTimeOffset at) => at > DueAt;
}

/// <summary>That somebody looked at a component and found it right, or put it right.</summary>
/// <param name="At">When.</param>
/// <param name="Reviewer">Who.</param>
/// <param name="Note">What was found.</param>
public sealed record ComponentReview(DateTimeOffset At, string Reviewer, string? Note);
