using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals.Activities;

/// <summary>
/// Asks the backup too, unless the approval is decided, or the backup may not decide or was asked first.
/// </summary>
public sealed class EscalateApproval(ApprovalStore approvals, ApprovalRecipients recipients, ApprovalMails mails)
{
    /// <inheritdoc cref="EscalateApproval"/>
    [Function(nameof(EscalateApproval))]
    public async Task RunAsync([ActivityTrigger] ApprovalKey key, CancellationToken cancellationToken)
    {
        if (
            await approvals.FindAsync(key.Program, key.Id, cancellationToken) is
            { Decision: null, Request.SecondAsked: { } second } open
        )
        {
            var recipient = await recipients.ForAsync(open, second, cancellationToken);
            await mails.EscalateAsync(open, recipient, cancellationToken);
        }
    }
}
