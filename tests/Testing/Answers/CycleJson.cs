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
    DateTimeOffset StartedAt
);

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
    string Status
);
