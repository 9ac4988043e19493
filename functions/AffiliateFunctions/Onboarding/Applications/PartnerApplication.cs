using Affiliate.Domain.Identity;

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
    IReadOnlyDictionary<string, string> Answers,
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

    /// <summary>The id of the partner, assigned at the approval; otherwise null.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>Every step so far, in order.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The signal that a request has stored and the orchestration has not received yet.</summary>
    public ApplicationSignal Signal { get; init; }

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

    /// <summary>The application with the entry in its timeline, unless the timeline has this step already.</summary>
    public PartnerApplication Noting(TimelineEntry entry) =>
        Timeline.Any(e => e.Step == entry.Step) ? this : this with { Timeline = [.. Timeline, entry] };

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
                new Dictionary<string, string>(),
                null
            ),
            Terms = Terms.WithoutPerson(),
            MessageToApplicant = null,
            Timeline =
            [
                .. Timeline.Select(e => e with { Actor = e.Actor == Applicant.Email ? address : e.Actor, Note = null }),
            ],
        };

    private static bool Leads(ApplicationStatus from, ApplicationStatus to) =>
        (from, to) switch
        {
            (ApplicationStatus.Unverified, ApplicationStatus.Screening or ApplicationStatus.Expired) => true,
            (ApplicationStatus.Screening, ApplicationStatus.PendingApproval) => true,
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

/// <summary>A signal from a request to the orchestration of the application.</summary>
public enum ApplicationSignal
{
    /// <summary>No signal.</summary>
    None,

    /// <summary>The application is new.</summary>
    Submitted,

    /// <summary>The address was confirmed.</summary>
    Confirmed,

    /// <summary>The terms were accepted.</summary>
    TermsAccepted,
}

/// <summary>One step in the timeline of an application.</summary>
/// <param name="At">When the step happened.</param>
/// <param name="Step">What happened, in the past tense.</param>
/// <param name="Actor">The person or rule that caused it.</param>
/// <param name="Note">Details, or null.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string Actor, string? Note = null);
