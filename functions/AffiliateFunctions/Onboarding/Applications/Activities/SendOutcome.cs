using AffiliateFunctions.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Tells the applicant how the application has ended, and after a withdrawal the persons whose decision it made needless.
/// An applicant who never confirmed the address is told nothing.
/// </summary>
public sealed class SendOutcome(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails,
    IApprovals approvals
)
{
    /// <inheritdoc cref="SendOutcome"/>
    [Function(nameof(SendOutcome))]
    public async Task RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        switch (application.Status)
        {
            case ApplicationStatus.Withdrawn:
                await TellOfWithdrawalAsync(application, cancellationToken);
                break;
            case ApplicationStatus.Rejected:
                var policy = await policies.InForceAsync(key.Program, cancellationToken);
                await mails.RejectAsync(application, policy.Reapplication, cancellationToken);
                break;
            case ApplicationStatus.Expired when application.VerifiedAt is not null:
                await mails.ExpireAsync(application, cancellationToken);
                break;
        }
    }

    private async Task TellOfWithdrawalAsync(PartnerApplication application, CancellationToken cancellationToken)
    {
        if (application.VerifiedAt is not null)
        {
            await mails.ConfirmWithdrawalAsync(application, cancellationToken);
        }

        var withdrawnAt = application.Timeline.Last(entry => entry.Step == "withdrawn").At;
        foreach (var id in application.ApprovalIds)
        {
            foreach (
                var person in await approvals.FindAskedAsync(application.Program, id, withdrawnAt, cancellationToken)
            )
            {
                await mails.ReportWithdrawalAsync(application, person, cancellationToken);
            }
        }

        await applications.ChangeAsync(
            application.Program,
            application.Id,
            stored => stored.Taking(ApplicationSignal.Withdrawn),
            cancellationToken
        );
    }
}
