using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.PartnerContracts.Store;

/// <summary>Contract terms of a partner: what is asked for, and what was decided.</summary>
public sealed record StoredContract
{
    /// <summary>The id.</summary>
    public required ContractId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The rules with their pay.</summary>
    public required JsonElement Rules { get; init; }

    /// <summary>The SHA-256 of the rules.</summary>
    public required string Hash { get; init; }

    /// <summary>From when the terms are to apply.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when they are to apply.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The reason, as the approver reads it.</summary>
    public required string Reason { get; init; }

    /// <summary>The e-mail address of the person who prepared the terms; null for a caller with the key.</summary>
    public string? PreparedBy { get; init; }

    /// <summary>When the terms were asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Whether two different persons must approve, by the rule book in force at the request.</summary>
    public bool NeedsSecondPerson { get; init; }

    /// <summary>The status.</summary>
    public required ContractStatus Status { get; init; }

    /// <summary>The persons who have approved, in order.</summary>
    public IReadOnlyList<EarlierApproval> ApprovedBy { get; init; } = [];

    /// <summary>The last decision; null while it is awaited.</summary>
    public ContractDecision? Decision { get; init; }

    /// <summary>Why approved terms never apply, in words; null if they do.</summary>
    public string? NotAppliedBecause { get; init; }

    /// <summary>When the terms were ended early, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why the terms were ended early, or null.</summary>
    public string? EndReason { get; init; }

    /// <summary>What was done since the approval.</summary>
    public ContractProgress Progress { get; init; } = new();

    /// <summary>The id of the orchestration.</summary>
    [JsonIgnore]
    public string InstanceId => $"contract-{Program}-{Id}";

    /// <summary>Whether the terms apply at some time, or may do so once they are decided.</summary>
    [JsonIgnore]
    public bool Counts => Status is ContractStatus.AwaitingApproval or ContractStatus.Approved;

    /// <summary>When the terms cease to apply.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => EndedAt < Until ? EndedAt.Value : Until;

    /// <summary>The terms as the partner keeps them; null before the approval.</summary>
    [JsonIgnore]
    public PartnerContract? Approved =>
        Status == ContractStatus.Approved
            ? new PartnerContract(Id, Rules, From, Until, Decision!.At) { EndedAt = EndedAt }
            : null;

    /// <summary>
    /// The approvals before the latest request for a decision. The last approval of approved terms answered that request,
    /// so a restarted orchestration asks for the same decision again and finds it made.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<EarlierApproval> EarlierApprovals =>
        Status is ContractStatus.Approved or ContractStatus.NotApplied ? [.. ApprovedBy.SkipLast(1)] : ApprovedBy;

    /// <summary>The terms as the rules use them.</summary>
    public ContractTerms ToTerms() => ContractTerms.Read(Id.Value, Rules);

    /// <summary>Whether both apply at the same time.</summary>
    public bool Overlaps(StoredContract other) =>
        From < other.EndsAt && other.From < EndsAt && From < EndsAt && other.From < other.EndsAt;

    /// <summary>Whether another request asks for the same.</summary>
    public bool AsksForTheSame(StoredContract other) =>
        (Partner, Hash, From, Until, Reason, PreparedBy)
        == (other.Partner, other.Hash, other.From, other.Until, other.Reason, other.PreparedBy);
}

/// <summary>The status of contract terms.</summary>
public enum ContractStatus
{
    /// <summary>A person is asked.</summary>
    AwaitingApproval,

    /// <summary>Approved. The terms apply between their dates, and not before the approval.</summary>
    Approved,

    /// <summary>Rejected; the terms never apply.</summary>
    Rejected,

    /// <summary>Nobody decided in time; the terms never apply.</summary>
    Expired,

    /// <summary>Approved too late: the terms had ended, or the partner had left.</summary>
    NotApplied,
}

/// <summary>The last decision about contract terms.</summary>
/// <param name="Actor">The person who decided, or <c>rule:expiry</c>.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When it was decided.</param>
public sealed record ContractDecision(string Actor, string? Reason, DateTimeOffset At);

/// <summary>What was done since the approval of contract terms.</summary>
public sealed record ContractProgress
{
    /// <summary>Whether the partner was told by e-mail that the terms begin.</summary>
    public bool IsBeginMailed { get; init; }

    /// <summary>Whether the partner was told by e-mail that the terms end soon.</summary>
    public bool IsEndMailed { get; init; }

    /// <summary>The rule book for which it is recorded that named rules have no effect; null for none.</summary>
    public int? RecordedVersion { get; init; }
}

/// <summary>The contract terms that an activity works on.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Id">The contract terms.</param>
public sealed record ContractKey(ProgramSlug Program, PartnerId Partner, ContractId Id)
{
    /// <summary>The key of stored terms.</summary>
    public static ContractKey Of(StoredContract contract) => new(contract.Program, contract.Partner, contract.Id);
}
