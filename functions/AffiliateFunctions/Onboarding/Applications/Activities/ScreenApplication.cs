using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding.Screening;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Evaluates the rules for a screened application. Returns the decision, or the approval request when a person decides.
/// A decision that is already recorded is returned as it is, and so is the status of an application that has ended.
/// </summary>
public sealed class ScreenApplication(
    ApplicationStore applications,
    OnboardingPolicies policies,
    ApplicationApprovals requests,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <inheritdoc cref="ScreenApplication"/>
    [Function(nameof(ScreenApplication))]
    public async Task<ApplicationAssessment> RunAsync(
        [ActivityTrigger] ApplicationKey key,
        CancellationToken cancellationToken
    )
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application.Decision is { } earlier)
        {
            return new ApplicationAssessment(earlier, Approval: null);
        }

        application = await WithLateFindingsAsync(application, cancellationToken);
        if (application.Status == ApplicationStatus.Screening)
        {
            if (await policies.DecideAsync(application, cancellationToken) is { } decision)
            {
                await applications.ChangeAsync(
                    key.Program,
                    key.Id,
                    stored => stored.Taking(ApplicationSignal.Confirmed),
                    cancellationToken
                );
                return new ApplicationAssessment(decision, Approval: null);
            }
        }

        application = await AskedAsync(application, cancellationToken);
        return application.HasEnded
            ? new ApplicationAssessment(Decision: null, Approval: null) { Ended = application.Status }
            : new ApplicationAssessment(
                Decision: null,
                await approvals.PrepareAsync(
                    await requests.RequestAsync(application, cancellationToken),
                    clock.GetUtcNow(),
                    cancellationToken
                )
            );
    }

    // The screening system was asked and has not answered in time: the person who decides has to know.
    private async Task<PartnerApplication> WithLateFindingsAsync(
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        const string unanswered = "screening_unanswered";
        if (!application.AwaitsFindings || application.Findings.Any(finding => finding.Code == unanswered))
        {
            return application;
        }

        var finding = new Finding(
            unanswered,
            FindingSeverity.Warning,
            "The company's screening system was asked and has not reported in time that it has no more findings."
        );
        var (changed, _) = await applications.ChangeAsync(
            application.Program,
            application.Id,
            stored =>
                stored.AwaitsFindings && stored.Findings.All(known => known.Code != unanswered)
                    ? stored with
                    {
                        Findings = ApplicationScreening.InOrder([.. stored.Findings, finding]),
                    }
                    : null,
            cancellationToken
        );
        return changed;
    }

    // A new round gets an approval of its own. An approval of this round that was withdrawn by an interrupted request is
    // followed by the next round too.
    private async Task<PartnerApplication> AskedAsync(
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var schedule = await approvals.FindScheduleAsync(
            application.Program,
            application.ApprovalId,
            cancellationToken
        );
        var isWithdrawn = schedule is { Decision: ApprovalDecision.Withdrawn };
        var round = application.ApprovalRound;
        var rule = await policies.SecondPersonAsync(application, group: null, cancellationToken);
        var pending = new TimelineEntry(clock.GetUtcNow(), "approval_asked", "system");
        var (asked, _) = await applications.ChangeAsync(
            application.Program,
            application.Id,
            stored =>
            {
                var taken = stored.Taking(ApplicationSignal.Confirmed, ApplicationSignal.Answered);
                var numbered =
                    isWithdrawn && !stored.HasEnded && stored.ApprovalRound == round
                        ? taken with
                        {
                            ApprovalRound = round + 1,
                        }
                        : taken;

                numbered = numbered with
                {
                    NeedsSecondPerson = numbered.NeedsSecondPerson || rule == SecondPersonRule.Needed,
                };
                // An open question stays open when the orchestration is restarted.
                return numbered.Status == ApplicationStatus.Screening
                    ? numbered.MoveTo(ApplicationStatus.PendingApproval, pending)
                    : numbered;
            },
            cancellationToken
        );
        return asked;
    }
}
