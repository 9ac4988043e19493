using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>The monthly run of a program.</summary>
public sealed record StoredCycle
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The month that it pays.</summary>
    public required Period Period { get; init; }

    /// <summary>The status.</summary>
    public required CycleStatus Status { get; init; }

    /// <summary>Who started it: <c>key</c> for a caller, <c>rule:schedule</c> for the timer.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>How many partners are paid.</summary>
    public int Partners { get; init; }

    /// <summary>The sum of the payouts, in minor units.</summary>
    public long Total { get; init; }

    /// <summary>What the approval is for: see <see cref="StoredPayout.Fingerprint"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether a second person has to approve it.</summary>
    public bool NeedsSecondApproval { get; init; }

    /// <summary>Who has approved or rejected it.</summary>
    public IReadOnlyList<CycleApproval> Approvals { get; init; } = [];

    /// <summary>The payment files that were written.</summary>
    public IReadOnlyList<CycleFile> Files { get; init; } = [];

    /// <summary>Who is not paid, and why; what is due to them stays payable.</summary>
    public IReadOnlyList<SkippedPartner> Skipped { get; init; } = [];

    /// <summary>When it was approved, or null.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When every payout was paid or failed, or null.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The id of the orchestration.</summary>
    public string InstanceId => InstanceIdOf(Program, Period);

    /// <summary>The id of the orchestration of a period.</summary>
    public static string InstanceIdOf(ProgramSlug program, Period period) => $"cycle-{program}-{period}";

    /// <summary>The cycle in the next status; one that it has left already stays as it is.</summary>
    public StoredCycle MoveTo(CycleStatus next) =>
        next > Status && Status != CycleStatus.Rejected ? this with { Status = next } : this;
}

/// <summary>Where a cycle stands, in the order of its steps.</summary>
public enum CycleStatus
{
    /// <summary>The payouts are being put together.</summary>
    Closing,

    /// <summary>The payouts are put together.</summary>
    Computed,

    /// <summary>Somebody is asked.</summary>
    AwaitingApproval,

    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Rejected; everything is payable again.</summary>
    Rejected,

    /// <summary>The files are written; payments are being settled.</summary>
    Paying,

    /// <summary>Every payout was paid or failed.</summary>
    Settled,

    /// <summary>The review is decided.</summary>
    Reviewed,
}

/// <summary>One approval of a cycle.</summary>
public sealed record CycleApproval(string Id, string Decision, string Actor, string? Reason, DateTimeOffset DecidedAt);

/// <summary>A file of a cycle.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in hexadecimal.</param>
/// <param name="Payouts">How many payouts it holds.</param>
/// <param name="Total">Their sum, in minor units.</param>
public sealed record CycleFile(string Name, string Sha256, int Payouts, long Total);

/// <summary>A partner that is not paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">What is due, in minor units.</param>
/// <param name="Reason">Why it is not paid.</param>
public sealed record SkippedPartner(PartnerId Partner, long Amount, string Reason);
