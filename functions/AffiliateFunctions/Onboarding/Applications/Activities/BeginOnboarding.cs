using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Asks the applicant to confirm the address. An application whose address is already confirmed is not asked again,
/// because the orchestration may have been restarted.
/// </summary>
public sealed class BeginOnboarding(ApplicationStore applications, OnboardingPolicies policies, OnboardingMails mails)
{
    /// <inheritdoc cref="BeginOnboarding"/>
    [Function(nameof(BeginOnboarding))]
    public async Task<OnboardingStart> RunAsync(
        [ActivityTrigger] ApplicationKey key,
        CancellationToken cancellationToken
    )
    {
        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var application = await applications.RequireAsync(key, cancellationToken);
        var asked =
            application.Status == ApplicationStatus.Unverified
                ? await mails.AskToConfirmAsync(
                    application,
                    application.SubmittedAt + policy.ExpireAfter,
                    OnboardingMails.Occasions.Confirm,
                    cancellationToken
                )
                : null;
        await applications.ChangeAsync(
            key.Program,
            key.Id,
            a =>
                Noting(a.Signal == ApplicationSignal.Submitted ? a with { Signal = ApplicationSignal.None } : a, asked),
            cancellationToken
        );
        return new OnboardingStart(application.Status, application.SubmittedAt, policy.RemindAfter, policy.ExpireAfter);
    }

    private static PartnerApplication Noting(PartnerApplication application, TimelineEntry? asked) =>
        asked is null ? application : application.Noting(asked);
}
