using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals.Activities;

/// <summary>Reminds the person who was asked first, unless the approval is decided.</summary>
public sealed class RemindApprover(ApprovalStore approvals, ApprovalRecipients recipients, ApprovalMails mails)
{
    /// <inheritdoc cref="RemindApprover"/>
    [Function(nameof(RemindApprover))]
    public async Task RunAsync([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(key.Program, key.Id, cancellationToken) is { Decision: null } open)
        {
            var recipient = await recipients.ForAsync(open, open.Request.FirstAsked, cancellationToken);
            await mails.RemindAsync(open, recipient, cancellationToken);
        }
    }
}
