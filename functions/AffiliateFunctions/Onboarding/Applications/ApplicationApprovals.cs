using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Makes the requests by which a person decides on an application: findings first, then the application.</summary>
public sealed class ApplicationApprovals(OnboardingPolicies policies, PartnerStore partners, IPrograms programs)
{
    private static readonly ApprovalOption[] Options =
    [
        new(ApplicationDecision.Approve, "Approve the application"),
        new(ApplicationDecision.Reject, "Reject the application", ReasonRequired: true)
        {
            Reasons = ApprovalReason.OfApplications,
        },
        new(ApplicationDecision.Ask, "Ask the applicant first") { NoteRequired = true },
    ];

    private static readonly ApprovalInput[] Inputs =
    [
        new(
            ApplicationDecision.GroupInput,
            "Group",
            $"with an approval; {PartnerDefaults.Group} if left empty",
            PartnerText.GroupPattern,
            PartnerText.GroupSentence
        ),
        new(
            ApplicationDecision.CodeInput,
            "Code",
            "with an approval; made from the company's name if left empty or taken",
            PartnerCodes.Pattern,
            $"A code must have {PartnerCodes.Form}."
        ),
    ];

    /// <summary>The request for the current round of the application.</summary>
    public async Task<ApprovalRequest> RequestAsync(PartnerApplication application, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(application.Program, cancellationToken);
        var charter =
            program?.Charter
            ?? throw new InvalidOperationException($"The program {application.Program} has no charter.");
        var policy = await policies.InForceAsync(application.Program, cancellationToken);
        var first = application.FirstApproval;
        var rule = await policies.SecondPersonAsync(application, group: null, cancellationToken);
        var approvers = NextApprovers.Of(
            first is null
                ? [charter.Owner, charter.BackupOwner]
                : [charter.Owner, charter.BackupOwner, charter.Finance],
            first is null ? [] : [first.Earlier]
        );
        return new ApprovalRequest
        {
            Id = application.ApprovalId,
            Program = application.Program,
            Kind = ApprovalKinds.Application,
            Subject =
                $"{(first is null ? "Approve" : "Second approval of")} the application of {application.Applicant.Company}",
            Facts =
            [
                .. SecondPersonFacts.Of(application, rule),
                .. FindingsOf(application),
                .. QuestionsOf(application),
                .. FactsOf(application),
            ],
            Sections = await SimilarAsync(application, cancellationToken),
            Options = Options,
            Inputs = first is null ? Inputs : [],
            AfterApproval = first is null && application.NeedsSecondPerson ? NextApprovers.SecondPersonFollows : null,
            NoteRecipient = "the applicant",
            IsOfSecondPerson = first is not null,
            Owner = approvers.Asked[0],
            Backup = approvers.Asked[^1],
            Excluded = approvers.Excluded,
            RemindAfter = policy.RemindAfter,
            EscalateAfter = policy.EscalateAfter,
            ExpireAfter = policy.ExpireAfter,
            DecisionOnExpiry =
                application.NeedsSecondPerson || first is not null
                    ? ApplicationDecision.Reject
                    : policy.DecisionOnExpiry,
        };
    }

    private static IEnumerable<ApprovalFact> FindingsOf(PartnerApplication application) =>
        application.Findings.Count == 0
            ? [new ApprovalFact("Findings", "The screens have found nothing that speaks against the applicant.")]
            : application.Findings.Select(finding => new ApprovalFact(LabelOf(finding), finding.Words));

    private static string LabelOf(Finding finding)
    {
        var severity = finding.Severity switch
        {
            FindingSeverity.Serious => "Serious finding",
            FindingSeverity.Warning => "Warning",
            _ => "For information",
        };
        return finding.Source is null ? severity : $"{severity} of {finding.Source}";
    }

    private static IEnumerable<ApprovalFact> QuestionsOf(PartnerApplication application)
    {
        foreach (var question in application.Questions)
        {
            yield return new ApprovalFact($"Question of {question.AskedBy}", question.Text);
            yield return new ApprovalFact("Answer of the applicant", question.Answer ?? "none");
        }
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
            new("E-mail", $"{DomainForms.InWords(applicant.Email)}, confirmed"),
            new("Company", applicant.Company),
            new("Website", DomainForms.InWords(applicant.Website)),
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

    private async Task<IReadOnlyList<ApprovalSection>> SimilarAsync(
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var ids = application.Findings.SelectMany(finding => finding.Partners ?? []).Distinct().ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var similar = await partners.FindAllAsync(application.Program, ids, cancellationToken);
        var rows = ids.Where(similar.ContainsKey).Select(id => RowOf(similar[id], application.Findings));
        return
        [
            new ApprovalSection("Similar partners", [])
            {
                Table = new ApprovalTable(
                    "Partners that may be the same applicant",
                    [new("Partner"), new("Status"), new("Group"), new("Code"), new("Why")],
                    [.. rows]
                ),
            },
        ];
    }

    private static ApprovalRow RowOf(Partner partner, IReadOnlyList<Finding> findings) =>
        new([
            new(partner.Company, partner.Id.Value),
            new(partner.Status.ToString().ToLowerInvariant()),
            new(partner.Group),
            new(partner.Code),
            new(CausesOf(partner.Id, findings)),
        ]);

    private static string CausesOf(PartnerId partner, IReadOnlyList<Finding> findings) =>
        string.Join(
            ", ",
            findings
                .Where(finding => finding.Partners?.Contains(partner) == true)
                .Select(finding => finding.Code.Replace('_', ' '))
        );
}
