using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Screens a confirmed application once, and asks the company's own screening system if an endpoint subscribes to that
/// by name. Returns until when the findings of that system are awaited; null if they are not awaited.
/// </summary>
public sealed class CollectFindings(
    ApplicationStore applications,
    ApplicationScreening screening,
    OnboardingPolicies policies,
    IPrograms programs,
    IWebhooks webhooks,
    TimeProvider clock
)
{
    private const string Screened = "screened";

    /// <inheritdoc cref="CollectFindings"/>
    [Function(nameof(CollectFindings))]
    public async Task<DateTimeOffset?> RunAsync(
        [ActivityTrigger] ApplicationKey key,
        CancellationToken cancellationToken
    )
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (!application.HasDone(Screened))
        {
            application = await ScreenAsync(application, cancellationToken);
        }

        if (application.FindingsUntil is not { } until || application.Status != ApplicationStatus.Screening)
        {
            return null;
        }

        await webhooks.TellAsync(
            key.Program,
            [
                new WebhookEvent(
                    WebhookEventTypes.ApplicationScreen,
                    application.Id.Value,
                    application.VerifiedAt ?? application.SubmittedAt,
                    new
                    {
                        application.Id,
                        application.Status,
                        application.Applicant.Country,
                        application.SubmittedAt,
                        FindingsUntil = until,
                    }
                ),
            ],
            cancellationToken
        );
        return application.AwaitsFindings ? until : null;
    }

    private async Task<PartnerApplication> ScreenAsync(
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var program =
            await programs.FindAsync(application.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {application.Program} is gone.");
        var findings = await screening.FindAsync(program, application, cancellationToken);
        var isAsked = await webhooks.IsNamedAsync(
            application.Program,
            WebhookEventTypes.ApplicationScreen,
            cancellationToken
        );
        var policy = await policies.InForceAsync(application.Program, cancellationToken);
        var now = clock.GetUtcNow();
        var entry = new TimelineEntry(
            now,
            Screened,
            "system",
            findings.Count == 0 ? null : string.Join(", ", findings.Select(finding => finding.Code))
        );
        var (screened, _) = await applications.ChangeAsync(
            application.Program,
            application.Id,
            stored =>
                stored.HasDone(Screened)
                    ? null
                    : stored.Noting(entry) with
                    {
                        Findings = ApplicationScreening.InOrder(findings.Concat(stored.Findings)),
                        FindingsUntil = isAsked ? now + policy.FindingsWithin : null,
                    },
            cancellationToken
        );
        return screened;
    }
}
