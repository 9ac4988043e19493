using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals.Activities;

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
