using System.Security.Cryptography;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Approvals;

/// <summary>An approval as it is stored: the request, and how it ended.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Decision">How it was decided, or null.</param>
public sealed record StoredApproval(ApprovalRequest Request, DateTimeOffset AskedAt, ApprovalDecision? Decision)
{
    /// <summary>
    /// The content hash of what was shown before a person was taken out of it; null while nobody was.
    /// </summary>
    public string? ShownHash { get; init; }

    /// <summary>When the decision is made by default.</summary>
    public DateTimeOffset ExpiresAt => AskedAt + Request.ExpireAfter;

    /// <summary>The SHA-256 of everything that the decider sees, in hex; links are bound to it.</summary>
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

    /// <summary>The outcome of a decided one.</summary>
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
            );
}

/// <summary>The decision on an approval.</summary>
/// <param name="Decision">One of the options, or the request's decision on expiry.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="Note">The note given.</param>
/// <param name="At">When.</param>
public sealed record ApprovalDecision(string Decision, string Actor, string? Reason, string? Note, DateTimeOffset At)
{
    /// <summary>The actor of a decision that nobody made in time.</summary>
    public const string ExpiryActor = "rule:expiry";
}
