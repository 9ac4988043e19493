using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Approvals;

/// <summary>The status of an approval.</summary>
public enum ApprovalStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Open,

    /// <summary>A person has decided.</summary>
    Decided,

    /// <summary>Nobody decided in time, and the default decision was made.</summary>
    Expired,

    /// <summary>The question no longer applied.</summary>
    Withdrawn,
}

/// <summary>An approval as the API returns it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">The kind of decision.</param>
/// <param name="Subject">The question.</param>
/// <param name="Status">The status.</param>
/// <param name="Asked">The persons who were asked, the first one first.</param>
/// <param name="AskedAt">When the first person was asked.</param>
/// <param name="RemindAt">When the first person is or was reminded; null if there is no reminder.</param>
/// <param name="ExpiresAt">
/// When the default decision is made; null for a request that stays open until a person decides.
/// </param>
/// <param name="DecisionOnExpiry">The default decision, or null.</param>
/// <param name="Outcome">The decision; null while the approval is open.</param>
[ResponseExample(
    """
        {
          "id": "application-app_a491bb1194208f9cba7f40bc46",
          "kind": "application",
          "subject": "Approve the application of Partner Agency",
          "status": "decided",
          "asked": [
            { "name": "Owner", "email": "owner@example.com", "at": "2026-09-02T14:20:01+00:00" },
            { "name": "Backup", "email": "backup@example.com", "at": "2026-09-05T14:20:01+00:00" }
          ],
          "asked_at": "2026-09-02T14:20:01+00:00",
          "remind_at": "2026-09-03T14:20:01+00:00",
          "expires_at": "2026-09-16T14:20:01+00:00",
          "decision_on_expiry": "reject",
          "outcome": {
            "decision": "approve",
            "actor": "backup@example.com",
            "reason": "Known from the fair",
            "at": "2026-09-06T09:00:00+00:00"
          }
        }
        """
)]
internal sealed record ApprovalAnswer(
    string Id,
    string Kind,
    string Subject,
    ApprovalStatus Status,
    IReadOnlyList<AskedPerson> Asked,
    DateTimeOffset AskedAt,
    DateTimeOffset? RemindAt,
    DateTimeOffset? ExpiresAt,
    string? DecisionOnExpiry,
    ApprovalOutcomeAnswer? Outcome
)
{
    /// <summary>The approval as it is at the time.</summary>
    public static ApprovalAnswer Of(StoredApproval approval, DateTimeOffset now)
    {
        var request = approval.Request;
        return new ApprovalAnswer(
            request.Id,
            request.Kind,
            request.Subject,
            StatusOf(approval),
            AskedOf(approval, now),
            approval.AskedAt,
            approval.ReminderAt,
            approval.ExpiresAt,
            request.DecisionOnExpiry,
            approval.Decision is { } decision
                ? new ApprovalOutcomeAnswer(
                    decision.Decision,
                    decision.Actor,
                    decision.OnBehalfOf,
                    decision.ReasonCode,
                    decision.Reason,
                    decision.At,
                    decision.SignedInWith
                )
                : null
        );
    }

    /// <summary>A request that has a link of its own, such as a batch of held commissions.</summary>
    public static ApprovalAnswer Of(DecisionRequest request) =>
        new(
            request.Id,
            request.Kind,
            request.Subject,
            request.Outcome is null ? ApprovalStatus.Open : ApprovalStatus.Decided,
            [
                .. request.Asked.Select(asked => new AskedPerson(
                    asked.Person.Name,
                    asked.Person.Email,
                    asked.At,
                    OnBehalfOf: null
                )),
            ],
            request.Asked[0].At,
            request.RemindAt,
            ExpiresAt: null,
            DecisionOnExpiry: null,
            request.Outcome is { } outcome
                ? new ApprovalOutcomeAnswer(
                    outcome.Decision,
                    outcome.Actor,
                    OnBehalfOf: null,
                    ReasonCode: null,
                    outcome.Reason,
                    outcome.At,
                    SignedInWith: null
                )
                : null
        );

    /// <summary>The status of an approval.</summary>
    public static ApprovalStatus StatusOf(StoredApproval approval) =>
        approval.Decision switch
        {
            null => ApprovalStatus.Open,
            { Decision: ApprovalDecision.Withdrawn } => ApprovalStatus.Withdrawn,
            { Actor: ApprovalDecision.ExpiryActor } => ApprovalStatus.Expired,
            _ => ApprovalStatus.Decided,
        };

    /// <summary>Who was asked until the time. The backup is asked at the escalation, if nobody has decided before.</summary>
    internal static List<AskedPerson> AskedOf(StoredApproval approval, DateTimeOffset now)
    {
        var request = approval.Request;
        List<AskedPerson> asked = [Asked(request.FirstAsked, approval.AskedAt)];
        var escalatedAt = approval.AskedAt + request.EscalateAfter;
        var end = approval.Decision?.At ?? now;
        if (request.SecondAsked is { } second && request.EscalateAfter < request.ExpireAfter && escalatedAt < end)
        {
            asked.Add(Asked(second, escalatedAt));
        }

        return asked;

        AskedPerson Asked(Person person, DateTimeOffset at) =>
            approval.Deputies.FirstOrDefault(deputy => deputy.OnBehalfOf == person) is { Deputy: var deputy }
                ? new AskedPerson(deputy.Name, deputy.Email, at, person.Email)
                : new AskedPerson(person.Name, person.Email, at, OnBehalfOf: null);
    }
}

/// <summary>A person who was asked for a decision.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="At">When the person was asked.</param>
/// <param name="OnBehalfOf">The address of the person for whom a deputy was asked, or null.</param>
public sealed record AskedPerson(string Name, string Email, DateTimeOffset At, string? OnBehalfOf);

/// <summary>The decision on an approval.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Actor">The e-mail address of the person, or the rule that decided.</param>
/// <param name="OnBehalfOf">The address of the person for whom a deputy decided, or null.</param>
/// <param name="ReasonCode">The code of the reason, or null.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When it was decided.</param>
/// <param name="SignedInWith">
/// The identity provider that the person was signed in with; null for a decision by the link alone.
/// </param>
internal sealed record ApprovalOutcomeAnswer(
    string Decision,
    string Actor,
    string? OnBehalfOf,
    string? ReasonCode,
    string? Reason,
    DateTimeOffset At,
    string? SignedInWith
);
