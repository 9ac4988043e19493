using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// The onboarding of one application: the address is confirmed, the rules screen the application, a rule or the owner
/// decides, the terms are accepted, the partner becomes active and receives the welcome e-mail.
/// </summary>
public static class OnboardingOrchestrator
{
    /// <summary>The external event raised when the address is confirmed.</summary>
    public const string ConfirmedEvent = "confirmed";

    /// <summary>The external event raised when the company's screening system has reported all findings.</summary>
    public const string FindingsEvent = "findings";

    /// <summary>The external event raised when the terms are accepted.</summary>
    public const string TermsAcceptedEvent = "terms_accepted";

    /// <summary>The external event raised when the applicant withdraws the application.</summary>
    public const string WithdrawnEvent = "withdrawn";

    /// <summary>
    /// The external event raised when the applicant answers the question of a round. Each round has its own event, so
    /// that an answer which is reported twice does not end the wait for the next one.
    /// </summary>
    public static string AnsweredEvent(int round) => $"answered-{round}";

    /// <inheritdoc cref="OnboardingOrchestrator"/>
    [Function(nameof(OnboardingOrchestrator))]
    public static async Task<ApplicationStatus> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<ApplicationKey>()
            ?? throw new InvalidOperationException("An onboarding needs its application.");
        return await context.ReportFailureAsync(key.Program, () => new OnboardingRun(context, key).RunAsync());
    }
}

/// <summary>The application that an activity works on.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The application.</param>
public sealed record ApplicationKey(ProgramSlug Program, ApplicationId Id)
{
    /// <summary>The key of the application.</summary>
    public static ApplicationKey Of(PartnerApplication application) => new(application.Program, application.Id);
}

/// <summary>
/// The state in which an onboarding begins. A restarted orchestration does not begin at the first step.
/// </summary>
/// <param name="Status">The status of the application.</param>
/// <param name="SubmittedAt">When the application was submitted.</param>
/// <param name="RemindAfter">The time after which the person asked is reminded.</param>
/// <param name="ExpireAfter">The time after which the application expires.</param>
public sealed record OnboardingStart(
    ApplicationStatus Status,
    DateTimeOffset SubmittedAt,
    TimeSpan RemindAfter,
    TimeSpan ExpireAfter
);

/// <summary>The decision on an application.</summary>
/// <param name="Approved">Whether it is approved.</param>
/// <param name="Actor">The person or rule that decided.</param>
/// <param name="Reason">The reason.</param>
/// <param name="At">The time of the decision.</param>
public sealed record ApplicationDecision(bool Approved, string Actor, string? Reason, DateTimeOffset At)
{
    /// <summary>The address of the person for whom a deputy decided, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>What the applicant is told in the e-mail about the decision, or null.</summary>
    public string? MessageToApplicant { get; init; }

    /// <summary>The group that the new partner gets, or null for the default.</summary>
    public string? Group { get; init; }

    /// <summary>The code that the new partner gets, or null for one made from the company's name.</summary>
    public string? Code { get; init; }

    /// <summary>The name of the field with the group.</summary>
    internal const string GroupInput = "group";

    /// <summary>The name of the field with the code.</summary>
    internal const string CodeInput = "code";

    /// <summary>The decision to approve.</summary>
    public const string Approve = "approve";

    /// <summary>The decision to reject.</summary>
    public const string Reject = "reject";

    /// <summary>The decision to ask the applicant first. A person then decides anew.</summary>
    public const string Ask = "ask";

    /// <summary>The actor of a decision that is made by default because nobody decided in time.</summary>
    public const string ExpiryActor = "rule:expiry";

    /// <summary>The decision of an approval.</summary>
    public static ApplicationDecision Of(ApprovalOutcome outcome) =>
        new(outcome.Decision == Approve, outcome.Actor, outcome.Reason, outcome.DecidedAt)
        {
            OnBehalfOf = outcome.OnBehalfOf,
            MessageToApplicant = string.IsNullOrWhiteSpace(outcome.Note) ? null : outcome.Note.Trim(),
            Group = outcome.Inputs?.GetValueOrDefault(GroupInput),
            Code = outcome.Inputs?.GetValueOrDefault(CodeInput),
        };
}

/// <summary>The result of the rules: a decision, or an approval request.</summary>
/// <param name="Decision">The decision, or null.</param>
/// <param name="Approval">The approval request, when the rules make no decision.</param>
public sealed record ApplicationAssessment(ApplicationDecision? Decision, ApprovalRequest? Approval)
{
    /// <summary>The status of an application that has ended before the decision, or null.</summary>
    public ApplicationStatus? Ended { get; init; }
}

/// <summary>Whether the applicant has become a partner.</summary>
public enum Activation
{
    /// <summary>The partner is active.</summary>
    Active,

    /// <summary>The program has no room for another partner yet.</summary>
    Waiting,

    /// <summary>The applicant will not become a partner.</summary>
    Stopped,
}
