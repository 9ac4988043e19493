using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Sends the applicant the e-mail that the application is rejected, or that nobody has decided on it in time.
/// </summary>
public sealed class SendRejection(ApplicationStore applications, OnboardingMails mails)
{
    /// <inheritdoc cref="SendRejection"/>
    [Function(nameof(SendRejection))]
    public async Task RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        await (
            application.Status == ApplicationStatus.Expired
                ? mails.ExpireAsync(application, cancellationToken)
                : mails.RejectAsync(application, cancellationToken)
        );
    }
}
