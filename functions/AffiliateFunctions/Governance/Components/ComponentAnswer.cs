using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Governance.Components;

/// <summary>A component as the contract shows it.</summary>
/// <param name="Component">Which of the five.</param>
/// <param name="Definition">What it is in this program.</param>
/// <param name="Inputs">What it needs.</param>
/// <param name="Owner">Who keeps it right.</param>
/// <param name="ReviewEveryDays">How often it is reviewed.</param>
/// <param name="LastReviewedAt">When it was last reviewed.</param>
/// <param name="DueAt">When the next review is due.</param>
/// <param name="Status"><c>missing</c>, <c>current</c> or <c>overdue</c>.</param>
internal sealed record ComponentAnswer(
    ComponentName Component,
    string? Definition,
    IReadOnlyList<string>? Inputs,
    Person? Owner,
    int? ReviewEveryDays,
    DateTimeOffset? LastReviewedAt,
    DateTimeOffset? DueAt,
    string Status
)
{
    /// <summary>The component at that time; null stands for one that is not defined yet.</summary>
    public static ComponentAnswer Of(ComponentName name, OperatingComponent? component, DateTimeOffset now) =>
        component is null
            ? new ComponentAnswer(name, null, null, null, null, null, null, "missing")
            : new ComponentAnswer(
                name,
                component.Definition,
                component.Inputs,
                component.Owner,
                component.ReviewEveryDays,
                component.LastReview?.At,
                component.DueAt,
                component.IsOverdue(now) ? "overdue" : "current"
            );
}
