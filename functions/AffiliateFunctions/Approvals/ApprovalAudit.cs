using AffiliateFunctions.Audit;

namespace AffiliateFunctions.Approvals;

/// <summary>Writes the audit record of a decision. Each decision is recorded once.</summary>
public sealed class ApprovalAudit(IAuditLog log)
{
    /// <summary>Records the decision of the approval, once.</summary>
    public Task RecordAsync(StoredApproval approval, CancellationToken cancellationToken)
    {
        var decision =
            approval.Decision ?? throw new ArgumentException("Only a decided approval has a record.", nameof(approval));
        var request = approval.Request;
        return log.RecordAsync(
            new AuditEntry(
                request.Program,
                $"approval:{request.Id}:decided",
                decision.SignedInWith is { } provider
                    ? $"{decision.Actor} (signed in with {provider})"
                    : decision.Actor,
                $"{request.Kind}_decided_{decision.Decision}",
                request.Id,
                decision.OnBehalfOf is { } person
                    ? $"On behalf of {person}. {decision.Reason}".TrimEnd()
                    : decision.Reason,
                decision.At
            ),
            cancellationToken
        );
    }
}
