using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals.Activities;

/// <summary>
/// Closes the approval. When nobody decided in time, the default decision is stored. An audit record that is still
/// missing is written.
/// </summary>
public sealed class CloseApproval(ApprovalStore approvals, ApprovalAudit audit, TimeProvider clock)
{
    /// <inheritdoc cref="CloseApproval"/>
    [Function(nameof(CloseApproval))]
    public async Task<ApprovalOutcome> RunAsync([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        var open =
            await approvals.FindAsync(key.Program, key.Id, cancellationToken)
            ?? throw new InvalidOperationException($"There is no approval {key.Id} in {key.Program}.");
        var byDefault = new ApprovalDecision(
            open.Request.DecisionOnExpiry,
            ApprovalDecision.ExpiryActor,
            "Nobody decided in time.",
            Note: null,
            clock.GetUtcNow()
        );
        var decided = await approvals.DecideAsync(key.Program, key.Id, byDefault, cancellationToken);
        await audit.RecordAsync(decided, cancellationToken);
        await approvals.CloseAsync(key.Program, key.Id, cancellationToken);
        return decided.Outcome!;
    }
}
