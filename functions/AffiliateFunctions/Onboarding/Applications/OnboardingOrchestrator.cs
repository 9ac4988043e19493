using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Applications.Activities;
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

    /// <summary>The external event raised when the terms are accepted.</summary>
    public const string TermsAcceptedEvent = "terms_accepted";

    // A full pilot or a paused program may need weeks until it accepts partners.
    private const int MaxDaysForRoom = 90;

    /// <inheritdoc cref="OnboardingOrchestrator"/>
    [Function(nameof(OnboardingOrchestrator))]
    public static async Task<ApplicationStatus> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<ApplicationKey>()
            ?? throw new InvalidOperationException("An onboarding needs its application.");
        return await context.ReportFailureAsync(key.Program, () => OnboardAsync(context, key));
    }

    private static async Task<ApplicationStatus> OnboardAsync(TaskOrchestrationContext context, ApplicationKey key)
    {
        var begun = await CallAsync<OnboardingStart>(context, nameof(BeginOnboarding), key);
        if (!await IsConfirmedAsync(context, key, begun))
        {
            return ApplicationStatus.Expired;
        }

        var screened = await CallAsync<Screening>(context, nameof(ScreenApplication), key);
        var decision = screened.Decision ?? ApplicationDecision.Of(await AskAsync(context, screened.Approval!));
        var status = await CallAsync<ApplicationStatus>(
            context,
            nameof(DecideApplication),
            new DecideApplication.Input(key, decision)
        );
        if (status is ApplicationStatus.Rejected or ApplicationStatus.Expired)
        {
            await CallAsync(context, nameof(SendRejection), key);
            return status;
        }

        if (status == ApplicationStatus.PendingTerms && !await AreTermsAcceptedAsync(context, key, begun))
        {
            return ApplicationStatus.Expired;
        }

        return await ActivateWhenThereIsRoomAsync(context, key)
            ? ApplicationStatus.Approved
            : ApplicationStatus.Expired;
    }

    private static async Task<bool> IsConfirmedAsync(
        TaskOrchestrationContext context,
        ApplicationKey key,
        OnboardingStart begun
    )
    {
        if (begun.Status != ApplicationStatus.Unverified)
        {
            return begun.Status != ApplicationStatus.Expired;
        }

        var confirmed = context.WaitForExternalEvent<string>(ConfirmedEvent);
        if (
            begun.RemindAfter < begun.ExpireAfter
            && !await context.WaitUntilAsync(confirmed, begun.SubmittedAt + begun.RemindAfter)
        )
        {
            await CallAsync(context, nameof(RemindApplicant), key);
        }

        return await context.WaitUntilAsync(confirmed, begun.SubmittedAt + begun.ExpireAfter)
            || await CallAsync<ApplicationStatus>(context, nameof(ExpireApplication), key) != ApplicationStatus.Expired;
    }

    private static Task<ApprovalOutcome> AskAsync(TaskOrchestrationContext context, ApprovalRequest request) =>
        context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(retry: null, instanceId: request.InstanceId)
        );

    private static async Task<bool> AreTermsAcceptedAsync(
        TaskOrchestrationContext context,
        ApplicationKey key,
        OnboardingStart begun
    )
    {
        var accepted = context.WaitForExternalEvent<string>(TermsAcceptedEvent);
        var expiresAt = await CallAsync<DateTimeOffset>(
            context,
            nameof(AskForTerms),
            new AskForTerms.Input(key, begun.ExpireAfter)
        );
        return await context.WaitUntilAsync(accepted, expiresAt)
            || await CallAsync<ApplicationStatus>(context, nameof(ExpireApplication), key) != ApplicationStatus.Expired;
    }

    private static async Task<bool> ActivateWhenThereIsRoomAsync(TaskOrchestrationContext context, ApplicationKey key)
    {
        for (var day = 0; day < MaxDaysForRoom; day++)
        {
            switch (await CallAsync<Activation>(context, nameof(ActivatePartner), key))
            {
                case Activation.Active:
                    await CallAsync(context, nameof(SendWelcome), key);
                    return true;
                case Activation.Stopped:
                    return false;
                case Activation.Waiting:
                    await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                    break;
            }
        }

        await CallAsync<ApplicationStatus>(context, nameof(ExpireApplication), key);
        return false;
    }

    private static Task CallAsync(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync(activity, input, Retries.OfTransientFaults);

    private static Task<T> CallAsync<T>(TaskOrchestrationContext context, string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retries.OfTransientFaults);
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
    /// <summary>What the applicant is told in the e-mail about the decision, or null.</summary>
    public string? MessageToApplicant { get; init; }

    /// <summary>The decision to approve.</summary>
    public const string Approve = "approve";

    /// <summary>The decision to reject.</summary>
    public const string Reject = "reject";

    /// <summary>The actor of a decision that is made by default because nobody decided in time.</summary>
    public const string ExpiryActor = "rule:expiry";

    /// <summary>The decision of an approval.</summary>
    public static ApplicationDecision Of(ApprovalOutcome outcome) =>
        new(outcome.Decision == Approve, outcome.Actor, outcome.Reason, outcome.DecidedAt)
        {
            MessageToApplicant = string.IsNullOrWhiteSpace(outcome.Note) ? null : outcome.Note.Trim(),
        };
}

/// <summary>The result of the rules: a decision, or an approval request.</summary>
/// <param name="Decision">The decision, or null.</param>
/// <param name="Approval">The approval request, when the rules make no decision.</param>
public sealed record Screening(ApplicationDecision? Decision, ApprovalRequest? Approval);

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
