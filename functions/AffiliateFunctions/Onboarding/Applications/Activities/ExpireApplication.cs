using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Expires an application whose applicant did not respond in time. Returns the stored status, because a response may
/// have been stored just before.
/// </summary>
public sealed class ExpireApplication(ApplicationStore applications, TimeProvider clock)
{
    /// <inheritdoc cref="ExpireApplication"/>
    [Function(nameof(ExpireApplication))]
    public async Task<ApplicationStatus> RunAsync(
        [ActivityTrigger] ApplicationKey key,
        CancellationToken cancellationToken
    )
    {
        var entry = new TimelineEntry(clock.GetUtcNow(), "expired", "rule:expiry");
        var (application, _) = await applications.ChangeAsync(
            key.Program,
            key.Id,
            a =>
                a.Signal is ApplicationSignal.Confirmed or ApplicationSignal.TermsAccepted or ApplicationSignal.Answered
                || a.ActiveAt is not null
                    ? null
                    : a.MoveTo(ApplicationStatus.Expired, entry),
            cancellationToken
        );
        return application.Status;
    }
}
