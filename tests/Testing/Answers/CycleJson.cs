namespace Testing.Answers;

/// <summary>A payout cycle. Amounts are in minor units.</summary>
public sealed record CycleJson(
    string Period,
    string Status,
    int Partners,
    long Total,
    string Currency,
    IReadOnlyList<CycleFileJson> Files,
    IReadOnlyList<SkippedPartnerJson> Skipped,
    DateTimeOffset StartedAt,
    string PreparedBy,
    int Attempt,
    IReadOnlyList<CycleApprovalJson> Approvals,
    IReadOnlyList<DroppedPayoutJson> Dropped,
    IReadOnlyList<CycleExclusionJson> Excluded,
    WaitingForJson? WaitingFor = null
);

/// <summary>A decision about a cycle.</summary>
public sealed record CycleApprovalJson(string Id, string Decision, string Actor, string? Reason = null);

/// <summary>A payout that was taken out after an approval was requested.</summary>
public sealed record DroppedPayoutJson(
    string Partner,
    long Amount,
    string Reason,
    string? Account = null,
    string? NewAccount = null
);

/// <summary>What an approver has taken out of a cycle.</summary>
public sealed record CycleExclusionJson(
    string Approval,
    string Partner,
    long Amount,
    string Actor,
    DateTimeOffset At,
    string? Commission = null,
    string? Text = null,
    string? Reason = null
);

/// <summary>What a cycle waits for.</summary>
public sealed record WaitingForJson(string Step, string Next, string? Who = null, DateTimeOffset? Since = null);

/// <summary>A file that pays the partners of a cycle.</summary>
public sealed record CycleFileJson(string Name, string Sha256, int Payouts, long Total);

/// <summary>A partner that a cycle does not pay, and why.</summary>
public sealed record SkippedPartnerJson(string Partner, long Amount, string Reason);

/// <summary>The payout of a partner in a cycle.</summary>
public sealed record PayoutJson(
    string Id,
    string PartnerId,
    string Name,
    string Method,
    long Amount,
    string Currency,
    string Status,
    string? Reference = null
);
