using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Governance.Components;

/// <summary>A component as the API returns it.</summary>
/// <param name="Component">The name of the component, one of five.</param>
/// <param name="Definition">What the component is in this program.</param>
/// <param name="Inputs">What the component needs.</param>
/// <param name="Owner">The person responsible for the component.</param>
/// <param name="ReviewEveryDays">The number of days between reviews.</param>
/// <param name="LastReviewedAt">When the component was last reviewed.</param>
/// <param name="DueAt">When the next review is due.</param>
/// <param name="Status"><c>missing</c>, <c>current</c> or <c>overdue</c>.</param>
[ResponseExample(
    """
        {
          "component": "partner_onboarding",
          "definition": "Who may become a partner, and who decides.",
          "inputs": ["applications"],
          "owner": { "name": "Olive Owner", "email": "owner@example.com" },
          "review_every_days": 90,
          "last_reviewed_at": "2026-10-01T09:00:00+00:00",
          "due_at": "2026-12-30T09:00:00+00:00",
          "status": "current"
        }
        """
)]
internal sealed record ComponentAnswer(
    ComponentName Component,
    string? Definition,
    IReadOnlyList<string>? Inputs,
    ResponsiblePerson? Owner,
    int? ReviewEveryDays,
    DateTimeOffset? LastReviewedAt,
    DateTimeOffset? DueAt,
    string Status
)
{
    /// <summary>
    /// The state of the component at the given time. Null means that the component is not defined yet.
    /// </summary>
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
