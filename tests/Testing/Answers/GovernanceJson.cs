namespace Testing.Answers;

/// <summary>A record of the audit log.</summary>
public sealed record AuditRecordJson(
    long Sequence,
    string Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string Hash,
    string? Reason = null,
    string? OnBehalfOf = null
);

/// <summary>Whether the records of the audit log are the ones that were written.</summary>
public sealed record AuditVerificationJson(bool Ok, long Records);

/// <summary>How the application is.</summary>
public sealed record HealthJson(
    string Status,
    string Version,
    string Storage,
    long QueueDepth,
    long Poison,
    long OldestMessageSeconds,
    int FailedOrchestrations,
    IReadOnlyList<string>? Reasons = null
);
