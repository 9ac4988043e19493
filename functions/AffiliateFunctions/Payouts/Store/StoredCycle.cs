using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>The monthly run of a program.</summary>
internal sealed record StoredCycle
{
    public required ProgramSlug Program { get; init; }

    public required Period Period { get; init; }

    public required CycleStatus Status { get; init; }

    /// <summary>Who started it: <c>key</c> for a caller, <c>rule:schedule</c> for the timer.</summary>
    public required string StartedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

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

    public IReadOnlyList<CycleFile> Files { get; init; } = [];

    /// <summary>Who is not paid, and why; what is due to them stays payable.</summary>
    public IReadOnlyList<SkippedPartner> Skipped { get; init; } = [];

    public DateTimeOffset? ApprovedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The id of the orchestration.</summary>
    public string InstanceId => InstanceIdOf(Program, Period);

    public static string InstanceIdOf(ProgramSlug program, Period period) => $"cycle-{program}-{period}";

    /// <summary>The cycle in the next status; one that it has left already stays as it is.</summary>
    public StoredCycle MoveTo(CycleStatus next) => next > Status && Status != CycleStatus.Rejected ? this with { Status = next } : this;
}

/// <summary>Where a cycle stands, in the order of its steps.</summary>
internal enum CycleStatus
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
internal sealed record CycleApproval(string Id, string Decision, string Actor, string? Reason, DateTimeOffset DecidedAt);

/// <summary>A file of a cycle.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in hexadecimal.</param>
/// <param name="Payouts">How many payouts it holds.</param>
/// <param name="Total">Their sum, in minor units.</param>
internal sealed record CycleFile(string Name, string Sha256, int Payouts, long Total);

/// <summary>A partner that is not paid.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">What is due, in minor units.</param>
/// <param name="Reason">Why it is not paid.</param>
internal sealed record SkippedPartner(PartnerId Partner, long Amount, string Reason);
