using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Evaluates the rules for a confirmed application. Returns the decision, or the approval request when a person
/// decides. A decision that is already recorded is returned as it is.
/// </summary>
public sealed class ScreenApplication(
    ApplicationStore applications,
    OnboardingPolicies policies,
    IPrograms programs,
    IApprovals approvals,
    TimeProvider clock
)
{
    private static readonly ApprovalOption[] Options =
    [
        new(ApplicationDecision.Approve, "Approve the application"),
        new(ApplicationDecision.Reject, "Reject the application", ReasonRequired: true),
    ];

    /// <inheritdoc cref="ScreenApplication"/>
    [Function(nameof(ScreenApplication))]
    public async Task<Screening> RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application.Decision is { } earlier)
        {
            return new Screening(earlier, Approval: null);
        }

        if (await policies.DecideAsync(application, cancellationToken) is { } decision)
        {
            await applications.ChangeAsync(key.Program, key.Id, Taken, cancellationToken);
            return new Screening(decision, Approval: null);
        }

        var pending = new TimelineEntry(clock.GetUtcNow(), "approval_asked", "system");
        await applications.ChangeAsync(
            key.Program,
            key.Id,
            a => Taken(a.MoveTo(ApplicationStatus.PendingApproval, pending) ?? a),
            cancellationToken
        );
        return new Screening(Decision: null, await AskAsync(application, cancellationToken));
    }

    private static PartnerApplication Taken(PartnerApplication application) =>
        application.Signal == ApplicationSignal.Confirmed
            ? application with
            {
                Signal = ApplicationSignal.None,
            }
            : application;

    private async Task<ApprovalRequest> AskAsync(PartnerApplication application, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(application.Program, cancellationToken);
        var charter =
            program?.Charter
            ?? throw new InvalidOperationException($"The program {application.Program} has no charter.");
        var policy = await policies.InForceAsync(application.Program, cancellationToken);
        var request = new ApprovalRequest
        {
            Id = $"application-{application.Id}",
            Program = application.Program,
            Kind = ApprovalKinds.Application,
            Subject = $"Approve the application of {application.Applicant.Company}",
            Facts = FactsOf(application),
            Options = Options,
            NoteRecipient = "the applicant",
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = policy.RemindAfter,
            EscalateAfter = policy.EscalateAfter,
            ExpireAfter = policy.ExpireAfter,
            DecisionOnExpiry = policy.DecisionOnExpiry,
        };
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }

    // An answer is a text that the applicant wrote, whatever the words of the question are.
    private static IEnumerable<ApprovalFact> AnswersOf(PartnerApplication application)
    {
        var answers = application.Applicant.Answers;
        var facts = application.Form is { } form
            ? form
                .Questions.Where(question => answers.ContainsKey(question.Id))
                .Select(question => new ApprovalFact(
                    question.Label,
                    AnswerText.InWords(answers[question.Id], question.Type)
                ))
            : answers.Select(answer => new ApprovalFact(
                answer.Key,
                AnswerText.InWords(answer.Value, QuestionType.Text)
            ));
        return facts.Select(fact => fact with { IsPersonal = true });
    }

    private static List<ApprovalFact> FactsOf(PartnerApplication application)
    {
        var applicant = application.Applicant;
        List<ApprovalFact> facts =
        [
            new("Name", applicant.Name),
            new("E-mail", $"{applicant.Email}, confirmed"),
            new("Company", applicant.Company),
            new("Website", applicant.Website),
            new("Country", applicant.Country),
            new("Promotion plan", applicant.PromotionPlan),
            new("Applied", DisplayFormat.Time(application.SubmittedAt)),
        ];
        if (applicant.Audience is { } audience)
        {
            facts.Add(new ApprovalFact("Audience", audience));
        }

        facts.AddRange(AnswersOf(application));
        return facts;
    }
}
