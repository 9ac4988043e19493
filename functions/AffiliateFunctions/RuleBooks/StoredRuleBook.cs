using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.RuleBooks;

/// <summary>The status of a version.</summary>
public enum RuleBookStatus
{
    /// <summary>Stored, and not yet submitted.</summary>
    Draft,

    /// <summary>Waiting for the owner's decision.</summary>
    Submitted,

    /// <summary>Applies from its effective date, but never before its approval.</summary>
    Approved,

    /// <summary>Will never apply.</summary>
    Rejected,

    /// <summary>Applied until a later version began.</summary>
    Superseded,
}

/// <summary>One version as stored: the document never changes, the status moves forward.</summary>
/// <param name="Program">The program.</param>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Status">Draft, submitted, approved or rejected; superseded is seen from the versions after it.</param>
/// <param name="Hash">The SHA-256 of the canonical form.</param>
/// <param name="EffectiveFrom">From when it shall apply, once submitted.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="DecidedBy">Who decided.</param>
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
    /// <summary>The first instant at which an approved version applies.</summary>
    public DateTimeOffset? AppliesFrom =>
        Status == RuleBookStatus.Approved && EffectiveFrom is { } effective && DecidedAt is { } decided
            ? effective > decided
                ? effective
                : decided
            : null;

    /// <summary>
    /// Submits a draft; submitting again with the same date changes nothing, also once it is decided. Null when it may
    /// not be.
    /// </summary>
    public StoredRuleBook? Submit(DateTimeOffset effectiveFrom) =>
        Status switch
        {
            RuleBookStatus.Draft => this with { Status = RuleBookStatus.Submitted, EffectiveFrom = effectiveFrom },
            _ when EffectiveFrom == effectiveFrom => this,
            _ => null,
        };

    /// <summary>Records the owner's decision on a submitted version; a decision that stands is kept.</summary>
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

/// <summary>A version as the contract answers it.</summary>
internal sealed record RuleBookAnswer(
    int Version,
    RuleBookStatus Status,
    string Hash,
    DateTimeOffset? EffectiveFrom,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DecidedAt,
    string? DecidedBy,
    [property: SchemaOf(typeof(RuleBook))] JsonElement? Rules = null
);
