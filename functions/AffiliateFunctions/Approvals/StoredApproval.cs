using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Approvals;

/// <summary>A stored approval: the request and its decision.</summary>
/// <param name="Request">The request.</param>
/// <param name="AskedAt">When the approval was first requested.</param>
/// <param name="Decision">The decision, or null while the approval is open.</param>
public sealed record StoredApproval(ApprovalRequest Request, DateTimeOffset AskedAt, ApprovalDecision? Decision)
{
    /// <summary>
    /// The content hash before personal data was erased from the request, or null when nothing was erased. Links that
    /// were sent before stay valid by it.
    /// </summary>
    public string? ShownHash { get; init; }

    /// <summary>The progress, which is stored beside the approval so that lists can be filtered by it.</summary>
    [JsonIgnore]
    public ApprovalProgress Progress { get; init; }

    /// <summary>
    /// When the person who was asked first is reminded, in working hours; null for an approval that was stored before
    /// reminders kept to them.
    /// </summary>
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>The deputies who were asked instead of others.</summary>
    public IReadOnlyList<AskedDeputy> Deputies { get; init; } = [];

    /// <summary>When the person who was asked first is reminded; null if that is not before the expiry.</summary>
    [JsonIgnore]
    public DateTimeOffset? ReminderAt =>
        (RemindAt ?? AskedAt + Request.RemindAfter) is var at && at < ExpiresAt ? at : null;

    /// <summary>For whom the deputy with this address was asked, the latest first.</summary>
    internal IEnumerable<AskedDeputy> DeputiesOf(string email) =>
        Deputies.Where(deputy => Mailbox.AreSame(deputy.Deputy.Email, email)).Reverse();

    /// <summary>Whether nobody had decided at the time. A request that was withdrawn at the time was open until then.</summary>
    internal bool IsOpenAt(DateTimeOffset time) =>
        Decision is null
        || Decision.At > time
        || (Decision.Decision == ApprovalDecision.Withdrawn && Decision.At == time);

    /// <summary>When the default decision is made.</summary>
    public DateTimeOffset ExpiresAt => AskedAt + Request.ExpireAfter;

    /// <summary>The SHA-256 of the displayed content, in hexadecimal. Links are bound to it.</summary>
    public string ContentHash =>
        ShownHash
        ?? Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        Request.Subject,
                        Request.Facts,
                        Request.Sections,
                        Request.Options,
                    },
                    StoredJson.Options
                )
            )
        );

    /// <summary>The outcome, or null while the approval is open.</summary>
    public ApprovalOutcome? Outcome =>
        Decision is null
            ? null
            : new ApprovalOutcome(
                Request.Id,
                Decision.Decision,
                Decision.Actor,
                Decision.Reason,
                Decision.Note,
                AskedAt,
                Decision.At
            )
            {
                Inputs = Decision.Inputs,
                OnBehalfOf = Decision.OnBehalfOf,
            };
}

/// <summary>A deputy who was asked instead of another person.</summary>
/// <param name="Deputy">The deputy.</param>
/// <param name="OnBehalfOf">The person.</param>
/// <param name="Until">Until when the delegation lasted when the deputy was asked. The person can end it earlier.</param>
public sealed record AskedDeputy(Person Deputy, Person OnBehalfOf, DateTimeOffset Until);

/// <summary>The progress of an approval.</summary>
public enum ApprovalProgress
{
    /// <summary>Not decided.</summary>
    Open,

    /// <summary>Decided, and the waiting orchestration has not received the decision.</summary>
    Decided,

    /// <summary>The waiting orchestration has received the decision.</summary>
    Closed,
}

/// <summary>The decision on an approval.</summary>
/// <param name="Decision">One of the options, or the request's decision on expiry.</param>
/// <param name="Actor">The e-mail address of the person who decided, or <c>rule:expiry</c>.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="Note">The note, or null.</param>
/// <param name="At">When the approval was decided.</param>
public sealed record ApprovalDecision(string Decision, string Actor, string? Reason, string? Note, DateTimeOffset At)
{
    /// <summary>The decision of an approval whose content no longer applies.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The actor of a withdrawal.</summary>
    public const string WithdrawalActor = "rule:withdrawn";

    /// <summary>The values of the rows that the decision is about; null for a decision about the whole.</summary>
    public IReadOnlyList<string>? Selected { get; init; }

    /// <summary>The code of the reason, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>What the person has entered with the decision, by name; null if nothing can be entered.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }

    /// <summary>The address of the person for whom a deputy decided, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The identity provider that the person was signed in with; null for a decision by the link alone.</summary>
    public string? SignedInWith { get; init; }

    /// <summary>Whether both are the same decision of the same person at the same time.</summary>
    public bool IsSameAs(ApprovalDecision? other) =>
        other is not null
        && this with { Selected = null, Inputs = null } == other with { Selected = null, Inputs = null }
        && (Selected ?? []).SequenceEqual(other.Selected ?? [])
        && Ordered(Inputs).SequenceEqual(Ordered(other.Inputs));

    private static IEnumerable<KeyValuePair<string, string>> Ordered(IReadOnlyDictionary<string, string>? inputs) =>
        (inputs ?? new Dictionary<string, string>()).OrderBy(input => input.Key, StringComparer.Ordinal);

    /// <summary>The actor of a default decision.</summary>
    public const string ExpiryActor = "rule:expiry";
}
