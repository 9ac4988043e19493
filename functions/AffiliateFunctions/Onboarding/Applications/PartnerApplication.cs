using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The status of an application.</summary>
public enum ApplicationStatus
{
    /// <summary>The e-mail address is not confirmed.</summary>
    Unverified,

    /// <summary>The rules look at it.</summary>
    Screening,

    /// <summary>A person looks at it.</summary>
    PendingApproval,

    /// <summary>Approved, but the terms in force are not accepted.</summary>
    PendingTerms,

    /// <summary>Approved; the applicant is a partner, or becomes one as soon as the program has room.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Nobody answered in time.</summary>
    Expired,
}

/// <summary>What an applicant says about itself.</summary>
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
    /// <summary>How many fields an application asks for.</summary>
    public const int RequiredFields = 6;

    /// <summary>How many of them are filled.</summary>
    public int FilledFields =>
        new[] { Name, Email, Company, Website, Country, PromotionPlan }.Count(text => text.Length > 0);
}

/// <summary>A request to become a partner, with its whole timeline.</summary>
public sealed record PartnerApplication
{
    /// <summary>The id.</summary>
    public required ApplicationId Id { get; init; }

    /// <summary>The program that it is for.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The applicant.</summary>
    public required ApplicantProfile Applicant { get; init; }

    /// <summary>The status.</summary>
    public required ApplicationStatus Status { get; init; }

    /// <summary>The terms that were accepted last.</summary>
    public required PartnerTerms Terms { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When the address was confirmed, or null.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When it was decided, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When the partner became active, or null.</summary>
    public DateTimeOffset? ActiveAt { get; init; }

    /// <summary>Who or what decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The partner that it becomes, named when it is approved.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>Every step so far, in order.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>What a request has stored and the process has not taken yet.</summary>
    public ApplicationSignal Signal { get; init; }

    /// <summary>The decision that was recorded, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ApplicationDecision? Decision =>
        DecidedAt is { } at
            ? new ApplicationDecision(
                PartnerId is not null,
                DecidedBy ?? "system",
                Timeline.FirstOrDefault(entry => entry.Step is "approved" or "rejected")?.Note,
                at
            )
            : null;

    /// <summary>The id of the orchestration that carries it through.</summary>
    public string InstanceId => $"onboarding-{Program}-{Id}";

    /// <summary>
    /// The application in the next status, with a line in its timeline; null when it is not in a status that leads
    /// there.
    /// </summary>
    public PartnerApplication? MoveTo(ApplicationStatus next, TimelineEntry entry) =>
        Leads(Status, next) ? this with { Status = next, Timeline = [.. Timeline, entry] } : null;

    /// <summary>The application with a line in its timeline, unless the step is there already.</summary>
    public PartnerApplication Noting(TimelineEntry entry) =>
        Timeline.Any(e => e.Step == entry.Step) ? this : this with { Timeline = [.. Timeline, entry] };

    /// <summary>The application without anything that the applicant said about itself; its times stay.</summary>
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

/// <summary>What a request has stored for the process to take.</summary>
public enum ApplicationSignal
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The application is new.</summary>
    Submitted,

    /// <summary>The address was confirmed.</summary>
    Confirmed,

    /// <summary>The terms were accepted.</summary>
    TermsAccepted,
}

/// <summary>One step of an application.</summary>
/// <param name="At">When.</param>
/// <param name="Step">What happened, in the past tense.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Note">More about it.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string Actor, string? Note = null);
