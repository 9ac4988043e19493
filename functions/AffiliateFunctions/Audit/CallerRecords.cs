using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Audit;

/// <summary>Records what callers with the function key change.</summary>
public static class CallerRecords
{
    /// <summary>How long a repeated request still records the change of an interrupted one.</summary>
    public static readonly TimeSpan InterruptedFor = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Records a change that the caller of the request has made. The log names the caller by its key. A repeated request
    /// is recorded once, because its object has the same time of change.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="program">The program.</param>
    /// <param name="action">The action, in the past tense.</param>
    /// <param name="subject">The id of the object.</param>
    /// <param name="at">When the object was changed.</param>
    /// <param name="change">The changed values, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="reason">The reason, or null.</param>
    /// <param name="onBehalfOf">The person that the caller says to act for, or null.</param>
    public static Task RecordCallerAsync(
        this IAuditLog log,
        ProgramSlug program,
        string action,
        string subject,
        DateTimeOffset at,
        AuditChange? change,
        CancellationToken cancellationToken,
        string? reason = null,
        string? onBehalfOf = null
    ) =>
        log.RecordAsync(
            new AuditEntry(
                program,
                string.Create(CultureInfo.InvariantCulture, $"{action}:{subject}:{at.UtcTicks}"),
                Callers.Unnamed,
                action,
                subject,
                reason,
                at
            )
            {
                Change = change,
                OnBehalfOf = onBehalfOf,
            },
            cancellationToken
        );
}
