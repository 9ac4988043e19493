using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>Sends the applicant the e-mail that the application is rejected.</summary>
public sealed class SendRejection(ApplicationStore applications, OnboardingMails mails)
{
    /// <inheritdoc cref="SendRejection"/>
    [Function(nameof(SendRejection))]
    public async Task RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        await mails.RejectAsync(await applications.RequireAsync(key, cancellationToken), cancellationToken);
    }
}
