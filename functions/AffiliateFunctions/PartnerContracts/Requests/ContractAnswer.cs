using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PartnerContracts.Store;

namespace AffiliateFunctions.PartnerContracts.Requests;

/// <summary>Contract terms of a partner.</summary>
/// <param name="Id">The id; ids sort by the time of the request.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Status">The status.</param>
/// <param name="Rules">The rules with their pay.</param>
/// <param name="Hash">The SHA-256 of the rules, as traces name it.</param>
/// <param name="From">From when the terms apply, and not before their approval.</param>
/// <param name="Until">Until when the terms apply, unless they are ended early.</param>
/// <param name="Reason">The reason.</param>
/// <param name="RequestedAt">When the terms were asked for.</param>
/// <param name="IsInForce">Whether the terms apply now.</param>
[ResponseExample(Example)]
internal sealed record ContractAnswer(
    ContractId Id,
    PartnerId PartnerId,
    ContractStatus Status,
    [property: SchemaOf(typeof(JsonObject))] JsonElement Rules,
    string Hash,
    DateTimeOffset From,
    DateTimeOffset Until,
    string Reason,
    DateTimeOffset RequestedAt,
    bool IsInForce
)
{
    /// <summary>The contract terms of the examples.</summary>
    internal const string Example = """
        {
          "id": "ctr_01m45r3180yajdsx5vk7tbxabk",
          "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "status": "awaiting_approval",
          "rules": { "revenue-share": { "pay": { "percent": "30" } } },
          "hash": "0f6c1f4a4a1e5f7e9c7f6f4d9a2f8b5c3d1e7a9b0c2d4e6f8a1b3c5d7e9f0a2b",
          "from": "2026-12-01T00:00:00+00:00",
          "until": "2027-12-01T00:00:00+00:00",
          "reason": "Negotiated with the agency for a year.",
          "requested_at": "2026-11-05T10:00:00+00:00",
          "is_in_force": false,
          "needs_second_person": false,
          "approved_by": [],
          "rules_without_effect": [],
          "prepared_by": "ann@example.com"
        }
        """;

    /// <summary>Whether two different persons must approve.</summary>
    public bool NeedsSecondPerson { get; init; }

    /// <summary>The addresses of the persons who have approved, in order.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>The named rules that the rule book in force does not have.</summary>
    public IReadOnlyList<string> RulesWithoutEffect { get; init; } = [];

    /// <summary>The person who prepared the terms and cannot approve them.</summary>
    public string? PreparedBy { get; init; }

    /// <summary>Who decided last: a person, or <c>rule:expiry</c>.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The reason of the decision.</summary>
    public string? DecisionReason { get; init; }

    /// <summary>Why approved terms never apply.</summary>
    public string? NotAppliedBecause { get; init; }

    /// <summary>When the terms were ended early.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why the terms were ended early.</summary>
    public string? EndReason { get; init; }

    /// <summary>Returns the stored terms in the form that the API shows.</summary>
    public static ContractAnswer Of(StoredContract stored, RuleBook? book, DateTimeOffset now) =>
        new(
            stored.Id,
            stored.Partner,
            stored.Status,
            stored.Rules,
            stored.Hash,
            stored.From,
            stored.Until,
            stored.Reason,
            stored.RequestedAt,
            stored.Approved?.IsInForceAt(now) == true
        )
        {
            NeedsSecondPerson = stored.NeedsSecondPerson,
            ApprovedBy = [.. stored.ApprovedBy.Select(approval => approval.Actor)],
            RulesWithoutEffect = book is null ? [] : stored.ToTerms().WithoutEffectIn(book),
            PreparedBy = stored.PreparedBy,
            DecidedBy = stored.Decision?.Actor,
            DecidedAt = stored.Decision?.At,
            DecisionReason = stored.Decision?.Reason,
            NotAppliedBecause = stored.NotAppliedBecause,
            EndedAt = stored.EndedAt,
            EndReason = stored.EndReason,
        };
}
