using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Audit;

/// <summary>The hash-chained log of everything that a person or a rule decided.</summary>
public interface IAuditLog
{
    /// <summary>Records the entry; an entry of the same cause is recorded once, however often it is sent.</summary>
    Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken);
}

/// <summary>One decision, or one act with consequences.</summary>
/// <param name="Program">The program.</param>
/// <param name="Cause">The unique name of what caused it, such as <c>approval:apv_…:decided</c>.</param>
/// <param name="Actor">An e-mail address, <c>key</c> for a caller with the function key, or <c>rule:…</c>.</param>
/// <param name="Action">What was done, in the past tense: <c>application_approved</c>.</param>
/// <param name="Subject">The id of what it was done to.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record AuditEntry(
    ProgramSlug Program,
    string Cause,
    string Actor,
    string Action,
    string Subject,
    string? Reason,
    DateTimeOffset At
);
