using AffiliateFunctions.Approvals;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Tells the applicant how the application has ended, and after a withdrawal the persons who were asked to decide. An
/// applicant who never confirmed the address is told nothing.
/// </summary>
public sealed class SendOutcome(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails,
    IPrograms programs,
    IApprovals approvals,
    TimeProvider clock
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

        var schedule = await approvals.FindScheduleAsync(
            application.Program,
            application.ApprovalId,
            cancellationToken
        );
        var program = await programs.FindAsync(application.Program, cancellationToken);
        if (schedule is not null && program?.Charter is { Owner: var owner, BackupOwner: var backup })
        {
            await mails.ReportWithdrawalAsync(application, owner, cancellationToken);
            if (schedule.Backup is not null && schedule.EscalateAt <= clock.GetUtcNow())
            {
                await mails.ReportWithdrawalAsync(application, backup, cancellationToken);
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
