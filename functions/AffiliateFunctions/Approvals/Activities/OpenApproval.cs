using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals.Activities;

/// <summary>
/// Stores the request and asks the owner. A decided approval is not asked again, because the orchestration may have
/// been restarted.
/// </summary>
public sealed class OpenApproval(
    ApprovalStore approvals,
    ApprovalRecipients recipients,
    ApprovalMails mails,
    TimeProvider clock
)
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
            var recipient = await recipients.ForAsync(approval, approval.Request.FirstAsked, cancellationToken);
            await mails.AskAsync(approval, recipient, cancellationToken);
        }

        return new OpenedApproval(approval.AskedAt, approval.Decision is not null) { RemindAt = approval.RemindAt };
    }
}

/// <summary>A stored approval.</summary>
/// <param name="AskedAt">When the approval was first requested.</param>
/// <param name="IsDecided">Whether the approval is decided.</param>
public sealed record OpenedApproval(DateTimeOffset AskedAt, bool IsDecided)
{
    /// <summary>When the person who was asked first is reminded; null for the time of the request.</summary>
    public DateTimeOffset? RemindAt { get; init; }
}
