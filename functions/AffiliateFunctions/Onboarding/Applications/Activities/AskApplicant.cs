using AffiliateFunctions.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Asks the applicant the question of the person who decides. A question that was asked or answered before is not asked
/// again, because the orchestration may have been restarted.
/// </summary>
public sealed class AskApplicant(
    ApplicationStore applications,
    OnboardingPolicies policies,
    OnboardingMails mails,
    TimeProvider clock
)
{
    /// <inheritdoc cref="AskApplicant"/>
    [Function(nameof(AskApplicant))]
    public async Task<AskedQuestion> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, outcome) = input;
        var policy = await policies.InForceAsync(key.Program, cancellationToken);
        var now = clock.GetUtcNow();
        var (application, _) = await applications.ChangeAsync(
            key.Program,
            key.Id,
            stored => Asked(stored, outcome, now, policy.ExpireAfter),
            cancellationToken
        );
        if (application.OpenQuestion is not { } question)
        {
            return new AskedQuestion(application.Status, application.ApprovalRound, now, now);
        }

        await mails.AskAsync(application, question, reminder: false, cancellationToken);
        return new AskedQuestion(
            application.Status,
            question.Round,
            question.AskedAt + policy.RemindAfter,
            question.ExpiresAt
        );
    }

    private static PartnerApplication? Asked(
        PartnerApplication application,
        ApprovalOutcome outcome,
        DateTimeOffset now,
        TimeSpan expireAfter
    )
    {
        var question = new ApplicantQuestion(
            application.ApprovalRound,
            outcome.Note ?? string.Empty,
            outcome.Actor,
            now,
            now + expireAfter
        );
        return outcome.ApprovalId != application.ApprovalId ? null
            : application.MoveTo(
                ApplicationStatus.PendingInformation,
                new TimelineEntry(now, "question_asked", outcome.Actor, outcome.Note)
            )
                is { } moved
                ? moved with
                {
                    Questions = [.. application.Questions, question],
                }
            : null;
    }

    /// <summary>The application, and the decision to ask.</summary>
    public sealed record Input(ApplicationKey Key, ApprovalOutcome Outcome);
}

/// <summary>A question to the applicant.</summary>
/// <param name="Status">The status of the application. Only a pending question is waited for.</param>
/// <param name="Round">The number of the approval in which the question was asked.</param>
/// <param name="RemindAt">When the applicant is reminded.</param>
/// <param name="ExpiresAt">Until when the applicant can answer.</param>
public sealed record AskedQuestion(
    ApplicationStatus Status,
    int Round,
    DateTimeOffset RemindAt,
    DateTimeOffset ExpiresAt
);
