using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Audit;

/// <summary>The hash-chained log of all decisions by persons and rules.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Records the entry. Entries with the same cause are recorded once, however often they are sent.
    /// </summary>
    Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Records entries of one program in their order, many in one transaction. Entries with the same cause are recorded
    /// once.
    /// </summary>
    Task RecordAllAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);
}

/// <summary>Verifies the log step by step.</summary>
public interface IAuditVerification
{
    /// <summary>
    /// Verifies the records that were written since the last call, and stores how far the chain is verified. The whole
    /// chain is therefore verified over time, and no call reads all of it.
    /// </summary>
    Task<ChainVerification> VerifyNewAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>One decision, or one action with consequences.</summary>
/// <param name="Program">The program.</param>
/// <param name="Cause">The unique key of the cause, such as <c>approval:apv_…:decided</c>.</param>
/// <param name="Actor">An e-mail address, the id of a partner, <c>key</c> for a caller with the function key, or
/// <c>rule:…</c>. The log replaces <c>key</c> by the name of the request's key, if the key has one.</param>
/// <param name="Action">The action, in the past tense: <c>application_approved</c>.</param>
/// <param name="Subject">The id of the object of the action.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When the decision was made.</param>
public sealed record AuditEntry(
    ProgramSlug Program,
    string Cause,
    string Actor,
    string Action,
    string Subject,
    string? Reason,
    DateTimeOffset At
)
{
    /// <summary>The person that the caller says to act for, or null. The app cannot verify it.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The changed values before and after, or null.</summary>
    public AuditChange? Change { get; init; }
}
