using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Asks the applicant to confirm the address. An application whose address is already confirmed is not asked again,
/// because the orchestration may have been restarted.
/// </summary>
public sealed class BeginOnboarding(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails,
    TimeProvider clock
)
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
        if (application.Status == ApplicationStatus.Unverified)
        {
            await mails.AskToConfirmAsync(
                application,
                application.SubmittedAt + policy.ExpireAfter,
                reminder: false,
                cancellationToken
            );
        }

        var asked = new TimelineEntry(clock.GetUtcNow(), "confirmation_asked", "system");
        await applications.ChangeAsync(
            key.Program,
            key.Id,
            a =>
                (a.Signal == ApplicationSignal.Submitted ? a with { Signal = ApplicationSignal.None } : a).Noting(
                    asked
                ),
            cancellationToken
        );
        return new OnboardingStart(application.Status, application.SubmittedAt, policy.RemindAfter, policy.ExpireAfter);
    }
}

/// <summary>Reminds the applicant to confirm the address, unless it is confirmed.</summary>
public sealed class RemindApplicant(ApplicationStore applications, OnboardingPolicies policies, OnboardingMails mails)
{
    /// <inheritdoc cref="RemindApplicant"/>
    [Function(nameof(RemindApplicant))]
    public async Task<bool> RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application.Status != ApplicationStatus.Unverified)
        {
            return false;
        }

        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        await mails.AskToConfirmAsync(
            application,
            application.SubmittedAt + policy.ExpireAfter,
            reminder: true,
            cancellationToken
        );
        return true;
    }
}

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
                a.Signal is ApplicationSignal.Confirmed or ApplicationSignal.TermsAccepted || a.ActiveAt is not null
                    ? null
                    : a.MoveTo(ApplicationStatus.Expired, entry),
            cancellationToken
        );
        return application.Status;
    }
}

/// <summary>Records the decision on the application once, together with its audit record.</summary>
public sealed class DecideApplication(
    ApplicationStore applications,
    OnboardingPolicies policies,
    IAuditLog audit,
    IdSource ids
)
{
    /// <inheritdoc cref="DecideApplication"/>
    [Function(nameof(DecideApplication))]
    public async Task<ApplicationStatus> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, decision) = input;
        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var partner = PartnerId.Parse(ids.Next("prt_"));
        var (application, _) = await applications.ChangeAsync(
            key.Program,
            key.Id,
            a => Decided(a, decision, policy, partner),
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"application:{key.Id}:decided",
                decision.Actor,
                decision.Approved ? "application_approved" : "application_rejected",
                key.Id.Value,
                decision.Reason,
                decision.At
            ),
            cancellationToken
        );
        return application.Status;
    }

    private static PartnerApplication? Decided(
        PartnerApplication application,
        ApplicationDecision decision,
        OnboardingPolicy policy,
        PartnerId partner
    )
    {
        if (application.DecidedAt is not null)
        {
            return null;
        }

        var next =
            !decision.Approved
                ? (
                    decision.Actor == ApplicationDecision.ExpiryActor
                        ? ApplicationStatus.Expired
                        : ApplicationStatus.Rejected
                )
            : policy.IsAccepted(application.Terms) ? ApplicationStatus.Approved
            : ApplicationStatus.PendingTerms;
        var entry = new TimelineEntry(
            decision.At,
            decision.Approved ? "approved" : "rejected",
            decision.Actor,
            decision.Reason
        );
        return application.MoveTo(next, entry) is { } moved
            ? moved with
            {
                DecidedAt = decision.At,
                DecidedBy = decision.Actor,
                PartnerId = decision.Approved ? partner : null,
            }
            : null;
    }

    /// <summary>The decision on an application.</summary>
    public sealed record Input(ApplicationKey Key, ApplicationDecision Decision);
}

/// <summary>Sends the applicant the e-mail that the application is rejected.</summary>
public sealed class SendRejection(ApplicationStore applications, OnboardingMails mails)
{
    /// <inheritdoc cref="SendRejection"/>
    [Function(nameof(SendRejection))]
    public async Task<bool> RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        await mails.RejectAsync(await applications.RequireAsync(key, cancellationToken), cancellationToken);
        return true;
    }
}

/// <summary>Asks an approved applicant to accept the terms in force. Returns the deadline.</summary>
public sealed class AskForTerms(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails,
    TimeProvider clock
)
{
    /// <inheritdoc cref="AskForTerms"/>
    [Function(nameof(AskForTerms))]
    public async Task<DateTimeOffset> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
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
        var expiresAt = application.Timeline.First(e => e.Step == "terms_asked").At + input.ExpireAfter;
        await mails.AskForTermsAsync(application, policy.TermsVersion, expiresAt, cancellationToken);
        return expiresAt;
    }

    /// <summary>The application, and how long the orchestration waits for it.</summary>
    public sealed record Input(ApplicationKey Key, TimeSpan ExpireAfter);
}
