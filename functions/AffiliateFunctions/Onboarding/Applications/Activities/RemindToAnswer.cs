using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>Reminds the applicant of a question, unless it is answered.</summary>
public sealed class RemindToAnswer(ApplicationStore applications, OnboardingMails mails)
{
    /// <inheritdoc cref="RemindToAnswer"/>
    [Function(nameof(RemindToAnswer))]
    public async Task RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application.OpenQuestion is { } question)
        {
            await mails.AskAsync(application, question, reminder: true, cancellationToken);
        }
    }
}
