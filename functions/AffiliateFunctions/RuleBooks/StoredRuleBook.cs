using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.RuleBooks;

/// <summary>The status of a version.</summary>
public enum RuleBookStatus
{
    /// <summary>Stored, and not submitted yet.</summary>
    Draft,

    /// <summary>Waiting for the owner's decision.</summary>
    Submitted,

    /// <summary>Approved: applies from its effective date, but never before its approval.</summary>
    Approved,

    /// <summary>Rejected: never applies.</summary>
    Rejected,

    /// <summary>Superseded: applied until a later version began.</summary>
    Superseded,
}

/// <summary>A stored version. The document never changes, and the status only moves forward.</summary>
/// <param name="Program">The program.</param>
/// <param name="Version">The number of the version, from 1.</param>
/// <param name="Status">Draft, submitted, approved or rejected. Superseded follows from the later versions.</param>
/// <param name="Hash">The SHA-256 of the canonical form.</param>
/// <param name="EffectiveFrom">The requested effective date, or null while the version is a draft.</param>
/// <param name="CreatedAt">When the version was stored.</param>
/// <param name="DecidedAt">When the version was decided, or null.</param>
/// <param name="DecidedBy">Who decided, or null.</param>
public sealed record StoredRuleBook(
    ProgramSlug Program,
    int Version,
    RuleBookStatus Status,
    string Hash,
    DateTimeOffset? EffectiveFrom,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DecidedAt,
    string? DecidedBy
)
{
    /// <summary>The version that this one was made from, as the caller who stored it says; null if none was named.</summary>
    public int? BasedOn { get; init; }

    /// <summary>
    /// The version of which this draft is a copy, if it was opened for a review: the one that was in force then.
    /// </summary>
    public int? CopyOf { get; init; }

    /// <summary>What reviews asked to change, for the draft that was opened for it; null for other versions.</summary>
    public IReadOnlyList<RuleChangeRequest>? ChangeRequests { get; init; }

    /// <summary>Whether the draft was opened for the action of a review, or has its request too.</summary>
    public bool Asks(string action) => ChangeRequests?.Any(request => request.Action == action) == true;

    /// <summary>Returns the draft with a further request; a repeated one is added once.</summary>
    public StoredRuleBook WithRequest(RuleChangeRequest request) =>
        Asks(request.Action) ? this : this with { ChangeRequests = [.. ChangeRequests ?? [], request] };

    /// <summary>The first instant at which an approved version applies.</summary>
    public DateTimeOffset? AppliesFrom =>
        Status == RuleBookStatus.Approved && EffectiveFrom is { } effective && DecidedAt is { } decided
            ? effective > decided
                ? effective
                : decided
            : null;

    /// <summary>
    /// Submits a draft. Submitting a version again with the same date changes nothing, even after the decision. Null
    /// when the version cannot be submitted.
    /// </summary>
    public StoredRuleBook? Submit(DateTimeOffset effectiveFrom) =>
        Status switch
        {
            RuleBookStatus.Draft => this with { Status = RuleBookStatus.Submitted, EffectiveFrom = effectiveFrom },
            _ when EffectiveFrom == effectiveFrom => this,
            _ => null,
        };

    /// <summary>Records the owner's decision on a submitted version. An earlier decision stays.</summary>
    public StoredRuleBook Decide(bool approved, string actor, DateTimeOffset at) =>
        Status == RuleBookStatus.Submitted
            ? this with
            {
                Status = approved ? RuleBookStatus.Approved : RuleBookStatus.Rejected,
                DecidedAt = at,
                DecidedBy = actor,
            }
            : this;
}

/// <summary>A version of a rule book as the API returns it.</summary>
[ResponseExample(
    $$"""
        {
          "version": 1,
          "status": "approved",
          "hash": "{{PostRuleBook.ExampleHash}}",
          "effective_from": "2026-09-02T00:00:00+00:00",
          "created_at": "2026-09-01T08:10:00+00:00",
          "decided_at": "2026-09-01T08:30:00+00:00",
          "decided_by": "owner@example.com"
        }
        """
)]
internal sealed record RuleBookAnswer(
    int Version,
    RuleBookStatus Status,
    string Hash,
    DateTimeOffset? EffectiveFrom,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DecidedAt,
    string? DecidedBy,
    [property: SchemaOf(typeof(RuleBook))] JsonElement? Rules = null
)
{
    /// <summary>The version that this one was made from, if the caller named it by <c>based_on</c>.</summary>
    public int? BasedOn { get; init; }

    /// <summary>What reviews decided to change, for the draft that was opened for it.</summary>
    public IReadOnlyList<RuleChangeRequest>? ChangeRequests { get; init; }
}
