using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>Reminds the applicant to confirm the address, unless it is confirmed.</summary>
public sealed class RemindApplicant(ApplicationStore applications, OnboardingPolicies policies, OnboardingMails mails)
{
    /// <inheritdoc cref="RemindApplicant"/>
    [Function(nameof(RemindApplicant))]
    public async Task RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application.Status != ApplicationStatus.Unverified)
        {
            return;
        }

        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var asked = await mails.AskToConfirmAsync(
            application,
            application.SubmittedAt + policy.ExpireAfter,
            OnboardingMails.Occasions.Reminder,
            cancellationToken
        );
        await applications.ChangeAsync(key.Program, key.Id, a => a.Noting(asked), cancellationToken);
    }
}
