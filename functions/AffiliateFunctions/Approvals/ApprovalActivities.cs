using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Stores the request and asks the owner. A decided approval is not asked again, because the orchestration may have
/// been restarted.
/// </summary>
public sealed class OpenApproval(ApprovalStore approvals, ApprovalMails mails, TimeProvider clock)
{
    /// <inheritdoc cref="OpenApproval"/>
    [Function(nameof(OpenApproval))]
    public async Task<OpenedApproval> RunAsync(
        [ActivityTrigger] ApprovalRequest request,
        CancellationToken cancellationToken
    )
    {
        var approval = await approvals.OpenAsync(request, clock.GetUtcNow(), cancellationToken);
        if (approval.Decision is null)
        {
            await mails.AskAsync(approval, approval.Request.FirstAsked, cancellationToken);
        }

        return new OpenedApproval(approval.AskedAt, approval.Decision is not null);
    }
}

/// <summary>A stored approval.</summary>
/// <param name="AskedAt">When the approval was first requested.</param>
/// <param name="IsDecided">Whether the approval is decided.</param>
public sealed record OpenedApproval(DateTimeOffset AskedAt, bool IsDecided);

/// <summary>Reminds the person who was asked first, unless the approval is decided.</summary>
public sealed class RemindApprover(ApprovalStore approvals, ApprovalMails mails)
{
    /// <inheritdoc cref="RemindApprover"/>
    [Function(nameof(RemindApprover))]
    public async Task RunAsync([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(key.Program, key.Id, cancellationToken) is { Decision: null } open)
        {
            await mails.RemindAsync(open, open.Request.FirstAsked, cancellationToken);
        }
    }
}

/// <summary>Asks the backup too, unless the approval is decided or the backup may not decide.</summary>
public sealed class EscalateApproval(ApprovalStore approvals, ApprovalMails mails)
{
    /// <inheritdoc cref="EscalateApproval"/>
    [Function(nameof(EscalateApproval))]
    public async Task RunAsync([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        if (
            await approvals.FindAsync(key.Program, key.Id, cancellationToken) is { Decision: null } open
            && open.Request.MayDecide(open.Request.Backup.Email)
        )
        {
            await mails.EscalateAsync(open, open.Request.Backup, cancellationToken);
        }
    }
}

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
