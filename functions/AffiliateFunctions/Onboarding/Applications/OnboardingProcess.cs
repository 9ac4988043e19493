using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The steps of an application, from its submission to the active partner.</summary>
internal sealed class OnboardingProcess(ApplicationStore applications) : IProcessSource
{
    private const string Confirm = "confirm_address";
    private const string Decide = "decide_application";
    private const string Answer = "answer_question";
    private const string Accept = "accept_terms";
    private const string Activate = "activate_partner";

    public IReadOnlyList<ProcessStep> Steps { get; } =
    [
        new("onboarding", Confirm, StepOwner.Applicant, TimeSpan.FromDays(1)),
        new("onboarding", Decide, StepOwner.Owner, TimeSpan.FromDays(3)),
        new("onboarding", Answer, StepOwner.Applicant, TimeSpan.FromDays(3)),
        new("onboarding", Accept, StepOwner.Applicant, TimeSpan.FromDays(3)),
        new("onboarding", Activate, StepOwner.System, TimeSpan.FromDays(1)),
    ];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var application in applications.ListAsync(program, after: null, cancellationToken))
        {
            foreach (var run in RunsOf(application))
            {
                yield return run;
            }
        }
    }

    /// <summary>The steps that an application has reached.</summary>
    internal static IEnumerable<StepRun> RunsOf(PartnerApplication application)
    {
        // A step that was reached when the application expired or was withdrawn has ended then.
        var expiredAt = application.Status switch
        {
            ApplicationStatus.Expired => At("expired") ?? application.DecidedAt,
            ApplicationStatus.Withdrawn => At("withdrawn"),
            // Earlier versions left an application approved whose applicant could not become a partner.
            ApplicationStatus.Approved => At("not_activated"),
            _ => null,
        };
        yield return new StepRun(Confirm, application.SubmittedAt, application.VerifiedAt ?? expiredAt);
        if (application.VerifiedAt is { } verifiedAt)
        {
            yield return new StepRun(Decide, verifiedAt, application.DecidedAt ?? expiredAt);
        }

        foreach (var question in application.Questions)
        {
            yield return new StepRun(Answer, question.AskedAt, question.AnsweredAt ?? expiredAt);
        }

        if (At("terms_asked") is { } askedAt)
        {
            yield return new StepRun(Accept, askedAt, At("terms_accepted") ?? expiredAt);
        }

        var isReady = application.PartnerId is not null && application.Status != ApplicationStatus.PendingTerms;
        if (isReady && (At("terms_accepted") ?? application.DecidedAt) is { } readyAt && expiredAt != readyAt)
        {
            yield return new StepRun(Activate, readyAt, application.ActiveAt ?? expiredAt);
        }

        DateTimeOffset? At(string step) =>
            application.Timeline.FirstOrDefault(entry => entry.Step == step) is { } entry ? entry.At : null;
    }
}
