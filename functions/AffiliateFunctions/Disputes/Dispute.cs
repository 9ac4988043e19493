using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Disputes;

/// <summary>What a partner contests, and how the contest is decided.</summary>
public sealed record Dispute
{
    /// <summary>The id.</summary>
    public required DisputeId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>What the partner contests.</summary>
    public required DisputeKind Kind { get; init; }

    /// <summary>The commission; null for a missing one.</summary>
    public CommissionId? Commission { get; init; }

    /// <summary>The invoice that the partner names for a missing commission, or null.</summary>
    public string? Invoice { get; init; }

    /// <summary>The customer that the partner names for a missing commission, or null.</summary>
    public string? Customer { get; init; }

    /// <summary>The day that the partner names for a missing commission, or null.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>What the partner claims, in its own words.</summary>
    public required string Claim { get; init; }

    /// <summary>When the dispute was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>How the dispute is put right if it is granted; null until the owner is asked.</summary>
    public DisputeRemedy? Remedy { get; init; }

    /// <summary>The status.</summary>
    public DisputeStatus Status { get; init; }

    /// <summary>The person or rule that decided, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When the dispute was decided, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the owner tells the partner, or null.</summary>
    public string? Message { get; init; }

    /// <summary>What the decision has set going, or null.</summary>
    public DisputeEffect? Effect { get; init; }

    /// <summary>The key of the dispute.</summary>
    [JsonIgnore]
    internal DisputeKey Key => new(Program, Id);

    /// <summary>The id of the dispute's orchestration.</summary>
    [JsonIgnore]
    internal string InstanceId => $"dispute-{Program}-{Id}";

    /// <summary>The id of the approval by which the owner decides.</summary>
    [JsonIgnore]
    internal string ApprovalId => $"dispute-{Id}";

    /// <summary>What is contested. There is one open dispute about each subject.</summary>
    // An invoice names one sale, so the customer or the day beside it makes no other claim that could be paid too.
    [JsonIgnore]
    internal string Subject =>
        Commission is { } commission ? commission.Value
        : Invoice is { } invoice ? $"missing:{Partner}:{invoice}"
        : $"missing:{Partner}::{Customer}:{Day:yyyy-MM-dd}";
}

/// <summary>The key of a dispute.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The dispute.</param>
public sealed record DisputeKey(ProgramSlug Program, DisputeId Id);

/// <summary>What a partner contests.</summary>
public enum DisputeKind
{
    /// <summary>The amount of a commission.</summary>
    Amount,

    /// <summary>That a commission was taken back.</summary>
    Reversal,

    /// <summary>That a commission is held.</summary>
    Hold,

    /// <summary>That there is no commission.</summary>
    Missing,
}

/// <summary>The status of a dispute.</summary>
public enum DisputeStatus
{
    /// <summary>The owner is asked.</summary>
    Open,

    /// <summary>Everything stays as it is.</summary>
    Upheld,

    /// <summary>The partner is right.</summary>
    Granted,

    /// <summary>Nobody has decided in time.</summary>
    Expired,
}

/// <summary>How a granted dispute is put right.</summary>
public enum DisputeRemedy
{
    /// <summary>The held commission is released.</summary>
    Release,

    /// <summary>A correction is asked for, which a second person approves.</summary>
    Correction,

    /// <summary>The partner's touch is recorded, and the rules decide the conversion anew.</summary>
    Touch,
}

/// <summary>What a granted dispute has set going.</summary>
/// <param name="Remedy">How it is put right.</param>
/// <param name="Reference">The released commission, the adjustment, or the conversion; null if nothing could be set
/// going.</param>
/// <param name="Problem">Why nothing could be set going, or null.</param>
public sealed record DisputeEffect(DisputeRemedy Remedy, string? Reference, string? Problem = null)
{
    /// <summary>The amount of the correction in minor units, or null.</summary>
    public long? Amount { get; init; }
}
