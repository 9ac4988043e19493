using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Stores the request and asks the owner, unless the decision is there: the orchestration may have been started again.
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

/// <summary>An approval that is stored.</summary>
/// <param name="AskedAt">When the owner was asked first.</param>
/// <param name="IsDecided">Whether the decision is there.</param>
public sealed record OpenedApproval(DateTimeOffset AskedAt, bool IsDecided);

/// <summary>Reminds whoever was asked first, unless the decision is there.</summary>
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

/// <summary>Asks the backup as well, unless the decision is there or the backup may not decide.</summary>
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
/// Takes the decision; makes it by default when nobody did. The audit record is written here at the latest.
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
