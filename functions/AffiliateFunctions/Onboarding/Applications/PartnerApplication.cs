using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding.Forms;
using AffiliateFunctions.Onboarding.Screening;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The status of an application.</summary>
public enum ApplicationStatus
{
    /// <summary>The e-mail address is not confirmed.</summary>
    Unverified,

    /// <summary>The rules screen the application.</summary>
    Screening,

    /// <summary>A person decides on the application.</summary>
    PendingApproval,

    /// <summary>Approved; the applicant has not yet accepted the terms in force.</summary>
    PendingTerms,

    /// <summary>Approved; the applicant is a partner, or becomes a partner as soon as the program has room.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Not completed in time: the applicant did not respond, or the program had no room.</summary>
    Expired,

    /// <summary>The applicant was asked a question, and has not answered yet.</summary>
    PendingInformation,

    /// <summary>Withdrawn by the applicant.</summary>
    Withdrawn,
}

/// <summary>Tells how far an application is by its status.</summary>
internal static class ApplicationStatuses
{
    /// <summary>Whether an application of this status has ended without a partner.</summary>
    public static bool IsEnd(this ApplicationStatus status) =>
        status is ApplicationStatus.Rejected or ApplicationStatus.Expired or ApplicationStatus.Withdrawn;
}

/// <summary>What an applicant states in the application.</summary>
public sealed record ApplicantProfile(
    string Name,
    string Email,
    string Company,
    string Website,
    string Country,
    string PromotionPlan,
    string? Audience,
    IReadOnlyDictionary<string, JsonElement> Answers,
    string? Invite
)
{
    /// <summary>How many fields are optional, or can be filled with little, and are needed to decide.</summary>
    public const int OptionalFields = 3;

    // A plan of fewer characters says nothing.
    private const int ShortestPlan = 30;

    /// <summary>How many of these fields are filled: the website, the audience and a promotion plan in a sentence.</summary>
    public int FilledFields =>
        (string.IsNullOrWhiteSpace(Website) ? 0 : 1)
        + (string.IsNullOrWhiteSpace(Audience) ? 0 : 1)
        + (PromotionPlan.Trim().Length < ShortestPlan ? 0 : 1);
}

/// <summary>A request to become a partner, with its whole timeline.</summary>
public sealed record PartnerApplication
{
    /// <summary>The id.</summary>
    public required ApplicationId Id { get; init; }

    /// <summary>The program that the applicant applies to.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The applicant.</summary>
    public required ApplicantProfile Applicant { get; init; }

    /// <summary>The version of the form with the answered questions; null if the program had no questions.</summary>
    public AnsweredForm? Form { get; init; }

    /// <summary>The status.</summary>
    public required ApplicationStatus Status { get; init; }

    /// <summary>The terms that the applicant accepted last.</summary>
    public required PartnerTerms Terms { get; init; }

    /// <summary>When the application was submitted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When the address was confirmed, or null.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When the application was decided, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When the partner became active, or null.</summary>
    public DateTimeOffset? ActiveAt { get; init; }

    /// <summary>The person or rule that decided, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>What the person who decided wants the applicant to be told, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public string? MessageToApplicant { get; init; }

    /// <summary>The group that the approver has chosen for the partner, or null.</summary>
    public string? AssignedGroup { get; init; }

    /// <summary>The code that the approver has chosen for the partner, or null.</summary>
    public string? AssignedCode { get; init; }

    /// <summary>The id of the partner, assigned at the approval; otherwise null.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>Every step so far, in order.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The signal that a request has stored and the orchestration has not received yet.</summary>
    public ApplicationSignal Signal { get; init; }

    /// <summary>What the screens and the company's screening system have found.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Until when the findings of the company's screening system are awaited; null if it is not asked.</summary>
    public DateTimeOffset? FindingsUntil { get; init; }

    /// <summary>When the company's screening system has reported that it has no more findings, or null.</summary>
    public DateTimeOffset? FindingsCompleteAt { get; init; }

    /// <summary>The number of the approval: 1, and one more whenever a person is asked anew.</summary>
    public int ApprovalRound { get; init; } = 1;

    /// <summary>
    /// Whether the approvers were told that two of them must approve. A later rule book does not take it back.
    /// </summary>
    public bool NeedsSecondPerson { get; init; }

    /// <summary>The approvals of the first of two persons, by round, in order.</summary>
    public IReadOnlyList<FirstApproval> FirstApprovals { get; init; } = [];

    /// <summary>The approval of the first of two persons in the current round, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public FirstApproval? FirstApproval => FirstApprovals.FirstOrDefault(first => first.Round == ApprovalRound);

    /// <summary>The questions to the applicant, in order.</summary>
    public IReadOnlyList<ApplicantQuestion> Questions { get; init; } = [];

    /// <summary>How often the e-mail that asks to confirm the address was sent again at the applicant's request.</summary>
    public int ConfirmationsResent { get; init; }

    /// <summary>When that e-mail was last sent again, or null.</summary>
    public DateTimeOffset? ConfirmationResentAt { get; init; }

    /// <summary>The id of the approval that a person is asked for in the current round.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string ApprovalId => FirstApproval is null ? ApprovalIdOf(ApprovalRound) : SecondApprovalIdOf(ApprovalRound);

    /// <summary>The ids of the approvals of all rounds, in order; the last one is the current one.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> ApprovalIds =>
        Enumerable
            .Range(1, ApprovalRound)
            .SelectMany(round =>
                FirstApprovals.Any(first => first.Round == round)
                    ? new[] { ApprovalIdOf(round), SecondApprovalIdOf(round) }
                    : [ApprovalIdOf(round)]
            );

    /// <summary>The question of the current round, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ApplicantQuestion? OpenQuestion =>
        Questions is [.., { AnsweredAt: null } last] && Status == ApplicationStatus.PendingInformation ? last : null;

    /// <summary>Whether the screening system was asked and has not reported that it has no more findings.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AwaitsFindings => FindingsUntil is not null && FindingsCompleteAt is null;

    /// <summary>Whether the application has ended without a partner.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasEnded => Status.IsEnd();

    /// <summary>The recorded decision, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ApplicationDecision? Decision =>
        DecidedAt is { } at
            ? new ApplicationDecision(
                PartnerId is not null,
                DecidedBy ?? "system",
                Timeline.FirstOrDefault(entry => entry.Step is "approved" or "rejected")?.Note,
                at
            )
            {
                MessageToApplicant = MessageToApplicant,
                Group = AssignedGroup,
                Code = AssignedCode,
            }
            : null;

    /// <summary>The id of the application's orchestration.</summary>
    public string InstanceId => $"onboarding-{Program}-{Id}";

    /// <summary>
    /// The application in the next status, with a new entry in its timeline. Null when its status does not allow the
    /// move.
    /// </summary>
    public PartnerApplication? MoveTo(ApplicationStatus next, TimelineEntry entry) =>
        Leads(Status, next) ? this with { Status = next, Timeline = [.. Timeline, entry] } : null;

    /// <summary>Whether the timeline has the step.</summary>
    public bool HasDone(string step) => Timeline.Any(entry => entry.Step == step);

    /// <summary>The application with the entry in its timeline, unless the timeline has this step already.</summary>
    public PartnerApplication Noting(TimelineEntry entry) => HasDone(entry.Step) ? this : Adding(entry);

    /// <summary>The application with the entry in its timeline, in which a step can be repeated.</summary>
    public PartnerApplication Adding(TimelineEntry entry) => this with { Timeline = [.. Timeline, entry] };

    /// <summary>The application whose orchestration has received the signal.</summary>
    public PartnerApplication Taking(params ReadOnlySpan<ApplicationSignal> signals) =>
        signals.Contains(Signal) ? this with { Signal = ApplicationSignal.None } : this;

    /// <summary>The application without the applicant's personal data; the times stay.</summary>
    public PartnerApplication WithoutPerson(string address) =>
        this with
        {
            Applicant = new ApplicantProfile(
                "Erased",
                address,
                "Erased",
                string.Empty,
                Applicant.Country,
                string.Empty,
                null,
                new Dictionary<string, JsonElement>(),
                null
            ),
            Terms = Terms.WithoutPerson(),
            MessageToApplicant = null,
            FirstApprovals = [.. FirstApprovals.Select(first => first with { Reason = null, Message = null })],
            Findings = [.. Findings.Select(finding => finding.WithoutPerson())],
            Questions = [.. Questions.Select(question => question.WithoutPerson())],
            Timeline =
            [
                .. Timeline.Select(e => e with { Actor = e.Actor == Applicant.Email ? address : e.Actor, Note = null }),
            ],
        };

    private string SecondApprovalIdOf(int round) => $"{ApprovalIdOf(round)}-second";

    private string ApprovalIdOf(int round) => round == 1 ? $"application-{Id}" : $"application-{Id}-{round}";

    private static bool Leads(ApplicationStatus from, ApplicationStatus to) =>
        (from, to) switch
        {
            (ApplicationStatus.Rejected or ApplicationStatus.Expired or ApplicationStatus.Withdrawn, _) => false,
            (_, ApplicationStatus.Withdrawn) => true,
            (ApplicationStatus.Unverified, ApplicationStatus.Screening or ApplicationStatus.Expired) => true,
            (ApplicationStatus.Screening, ApplicationStatus.PendingApproval) => true,
            (ApplicationStatus.PendingApproval, ApplicationStatus.PendingInformation) => true,
            (ApplicationStatus.PendingInformation, ApplicationStatus.PendingApproval or ApplicationStatus.Expired) =>
                true,
            (
                ApplicationStatus.Screening
                    or ApplicationStatus.PendingApproval,
                ApplicationStatus.PendingTerms
                    or ApplicationStatus.Approved
            ) => true,
            (
                ApplicationStatus.Screening
                    or ApplicationStatus.PendingApproval,
                ApplicationStatus.Rejected
                    or ApplicationStatus.Expired
            ) => true,
            (ApplicationStatus.PendingTerms, ApplicationStatus.Approved or ApplicationStatus.Expired) => true,
            (ApplicationStatus.Approved, ApplicationStatus.Expired) => true,
            _ => false,
        };
}

/// <summary>One step in the timeline of an application.</summary>
/// <param name="At">When the step happened.</param>
/// <param name="Step">What happened, in the past tense.</param>
/// <param name="Actor">The person or rule that caused it.</param>
/// <param name="Note">Details, or null.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string Actor, string? Note = null);
