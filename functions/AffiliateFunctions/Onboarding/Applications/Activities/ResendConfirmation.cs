using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>Sends the e-mail that asks to confirm the address again, unless the address is confirmed.</summary>
public sealed class ResendConfirmation(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails
)
{
    /// <inheritdoc cref="ResendConfirmation"/>
    [Function(nameof(ResendConfirmation))]
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
            $"confirm_resent:{application.ConfirmationsResent}",
            cancellationToken
        );
        await applications.ChangeAsync(key.Program, key.Id, a => a.Noting(asked), cancellationToken);
    }
}
