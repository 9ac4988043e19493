using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>The monthly cycle of a program.</summary>
public sealed record StoredCycle
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The month of the cycle.</summary>
    public required Period Period { get; init; }

    /// <summary>The status.</summary>
    public required CycleStatus Status { get; init; }

    /// <summary>
    /// Who started the cycle: <c>key</c> for a caller with the function key, <c>rule:schedule</c> for the timer.
    /// </summary>
    public required string StartedBy { get; init; }

    /// <summary>When the cycle started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>How many partners are paid.</summary>
    public int Partners { get; init; }

    /// <summary>The sum of the payouts, in minor units.</summary>
    public long Total { get; init; }

    /// <summary>The fingerprint of the approved payouts; see <see cref="StoredPayout.Fingerprint"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether a second person must approve the cycle.</summary>
    public bool NeedsSecondApproval { get; init; }

    /// <summary>The approvals and rejections so far.</summary>
    public IReadOnlyList<CycleApproval> Approvals { get; init; } = [];

    /// <summary>The payment files.</summary>
    public IReadOnlyList<CycleFile> Files { get; init; } = [];

    /// <summary>The partners that are not paid, with the reasons. Their due amounts stay payable.</summary>
    public IReadOnlyList<SkippedPartner> Skipped { get; init; } = [];

    /// <summary>When the cycle was approved, or null.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When the last payout was paid or failed, or null while payouts are open.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The id of the cycle's orchestration.</summary>
    public string InstanceId => InstanceIdOf(Program, Period);

    /// <summary>The id of the orchestration of a period.</summary>
    public static string InstanceIdOf(ProgramSlug program, Period period) => $"cycle-{program}-{period}";

    /// <summary>The cycle in the next status. A cycle that is already past that status stays unchanged.</summary>
    public StoredCycle MoveTo(CycleStatus next) =>
        next > Status && Status != CycleStatus.Rejected ? this with { Status = next } : this;
}

/// <summary>The status of a cycle, in the order of its steps.</summary>
public enum CycleStatus
{
    /// <summary>The payouts are being computed.</summary>
    Closing,

    /// <summary>The payouts are computed.</summary>
    Computed,

    /// <summary>An approval is requested.</summary>
    AwaitingApproval,

    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Rejected; all amounts are payable again.</summary>
    Rejected,

    /// <summary>The payment files are written; the payments are being settled.</summary>
    Paying,

    /// <summary>Every payout is paid or failed.</summary>
    Settled,

    /// <summary>The review is decided.</summary>
    Reviewed,
}

/// <summary>One approval or rejection of a cycle.</summary>
public sealed record CycleApproval(string Id, string Decision, string Actor, string? Reason, DateTimeOffset DecidedAt);

/// <summary>A payment file of a cycle.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Sha256">The SHA-256 of the file's bytes, in hexadecimal.</param>
/// <param name="Payouts">How many payouts the file contains.</param>
/// <param name="Total">The sum of the payouts, in minor units.</param>
public sealed record CycleFile(string Name, string Sha256, int Payouts, long Total);

/// <summary>A partner that is not paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">The due amount, in minor units.</param>
/// <param name="Reason">Why the partner is not paid.</param>
public sealed record SkippedPartner(PartnerId Partner, long Amount, string Reason);
