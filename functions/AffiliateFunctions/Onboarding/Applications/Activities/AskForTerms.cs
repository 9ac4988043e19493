using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Asks an approved applicant to accept the terms in force. Returns the deadline; null when the terms are accepted, because
/// the orchestration may have been restarted.
/// </summary>
public sealed class AskForTerms(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails,
    TimeProvider clock
)
{
    /// <inheritdoc cref="AskForTerms"/>
    [Function(nameof(AskForTerms))]
    public async Task<DateTimeOffset?> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var key = input.Key;
        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var asked = new TimelineEntry(clock.GetUtcNow(), "terms_asked", "system", policy.TermsVersion);
        var (application, _) = await applications.ChangeAsync(
            key.Program,
            key.Id,
            a => a.Noting(asked),
            cancellationToken
        );
        if (policy.IsAccepted(application.Terms))
        {
            return null;
        }

        var expiresAt = application.Timeline.First(e => e.Step == "terms_asked").At + input.ExpireAfter;
        await mails.AskForTermsAsync(application, policy.TermsVersion, expiresAt, cancellationToken);
        return expiresAt;
    }

    /// <summary>The application, and how long the orchestration waits for it.</summary>
    public sealed record Input(ApplicationKey Key, TimeSpan ExpireAfter);
}
