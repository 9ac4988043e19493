using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Onboarding.Applications.Activities;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// One run of the onboarding of an application. The applicant can withdraw the application while the run waits; the
/// stored status then tells it, because a withdrawal is stored before it is reported.
/// </summary>
internal sealed class OnboardingRun(TaskOrchestrationContext context, ApplicationKey key)
{
    // A full pilot or a paused program may need weeks until it accepts partners.
    private const int MaxDaysForRoom = 90;

    private Task? withdrawn;

    // One task for the whole run: an event goes to the task that waited first, and a second task would miss it.
    private Task Withdrawn => withdrawn ??= context.WaitForExternalEvent<string>(OnboardingOrchestrator.WithdrawnEvent);

    /// <summary>Runs until the applicant is a partner or the application has ended. Returns the status.</summary>
    public async Task<ApplicationStatus> RunAsync()
    {
        var begun = await CallAsync<OnboardingStart>(nameof(BeginOnboarding), key);
        var status = await ConfirmAsync(begun);
        if (!status.IsEnd())
        {
            await AwaitFindingsAsync();
            status = await DecideAsync();
        }

        if (status == ApplicationStatus.PendingTerms)
        {
            status = await AcceptTermsAsync(begun);
        }

        if (!status.IsEnd())
        {
            status = await ActivateWhenThereIsRoomAsync();
        }

        if (status.IsEnd())
        {
            await CallAsync(nameof(SendOutcome), key);
            return status;
        }

        await CallAsync(nameof(SendWelcome), key);
        await CallAsync(nameof(StartPartner), key);
        return status;
    }

    private async Task<ApplicationStatus> ConfirmAsync(OnboardingStart begun)
    {
        if (begun.Status != ApplicationStatus.Unverified)
        {
            return begun.Status;
        }

        var confirmed = context.WaitForExternalEvent<string>(OnboardingOrchestrator.ConfirmedEvent);
        if (
            begun.RemindAfter < begun.ExpireAfter
            && !await HappensBeforeAsync(confirmed, begun.SubmittedAt + begun.RemindAfter)
        )
        {
            await CallAsync(nameof(RemindApplicant), key);
        }

        return await HappensBeforeAsync(confirmed, begun.SubmittedAt + begun.ExpireAfter)
            ? Reached(ApplicationStatus.Screening)
            : await CallAsync<ApplicationStatus>(nameof(ExpireApplication), key);
    }

    private async Task AwaitFindingsAsync()
    {
        if (await CallAsync<DateTimeOffset?>(nameof(CollectFindings), key) is { } until)
        {
            var reported = context.WaitForExternalEvent<string>(OnboardingOrchestrator.FindingsEvent);
            await HappensBeforeAsync(reported, until);
        }
    }

    private async Task<ApplicationStatus> DecideAsync()
    {
        while (true)
        {
            var assessed = await CallAsync<ApplicationAssessment>(nameof(ScreenApplication), key);
            if (assessed.Ended is { } ended)
            {
                return ended;
            }

            if (assessed.Decision is { } byRule)
            {
                return await RecordAsync(byRule, approvalId: null);
            }

            var outcome = await AskApproverAsync(assessed.Approval!);
            switch (outcome.Decision)
            {
                case ApplicationDecision.Ask:
                    if (await AskApplicantAsync(outcome) is var status && status.IsEnd())
                    {
                        return status;
                    }

                    break;
                case ApprovalDecision.Withdrawn:
                    // New findings have arrived, or the applicant has withdrawn; the next assessment shows which.
                    break;
                default:
                    var recorded = await RecordAsync(ApplicationDecision.Of(outcome), outcome.ApprovalId);
                    if (recorded != ApplicationStatus.PendingApproval)
                    {
                        return recorded;
                    }

                    // New findings have arrived after the decision, which is made anew with them.
                    break;
            }
        }
    }

    private Task<ApplicationStatus> RecordAsync(ApplicationDecision decision, string? approvalId) =>
        CallAsync<ApplicationStatus>(nameof(DecideApplication), new DecideApplication.Input(key, decision, approvalId));

    private Task<ApprovalOutcome> AskApproverAsync(ApprovalRequest request) =>
        context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(retry: null, instanceId: request.InstanceId)
        );

    private async Task<ApplicationStatus> AskApplicantAsync(ApprovalOutcome outcome)
    {
        var asked = await CallAsync<AskedQuestion>(nameof(AskApplicant), new AskApplicant.Input(key, outcome));
        if (asked.Status != ApplicationStatus.PendingInformation)
        {
            return asked.Status;
        }

        var answered = context.WaitForExternalEvent<string>(OnboardingOrchestrator.AnsweredEvent(asked.Round));
        if (asked.RemindAt < asked.ExpiresAt && !await HappensBeforeAsync(answered, asked.RemindAt))
        {
            await CallAsync(nameof(RemindToAnswer), key);
        }

        return await HappensBeforeAsync(answered, asked.ExpiresAt)
            ? Reached(ApplicationStatus.PendingApproval)
            : await CallAsync<ApplicationStatus>(nameof(ExpireApplication), key);
    }

    private async Task<ApplicationStatus> AcceptTermsAsync(OnboardingStart begun)
    {
        var input = new AskForTerms.Input(key, begun.ExpireAfter);
        if (await CallAsync<DateTimeOffset?>(nameof(AskForTerms), input) is not { } expiresAt)
        {
            return ApplicationStatus.PendingTerms;
        }

        var accepted = context.WaitForExternalEvent<string>(OnboardingOrchestrator.TermsAcceptedEvent);
        return await HappensBeforeAsync(accepted, expiresAt)
            ? Reached(ApplicationStatus.PendingTerms)
            : await CallAsync<ApplicationStatus>(nameof(ExpireApplication), key);
    }

    private async Task<ApplicationStatus> ActivateWhenThereIsRoomAsync()
    {
        for (var day = 0; day < MaxDaysForRoom; day++)
        {
            switch (await CallAsync<Activation>(nameof(ActivatePartner), key))
            {
                case Activation.Active:
                    return ApplicationStatus.Approved;
                case Activation.Stopped:
                    return Reached(ApplicationStatus.Expired);
                case Activation.Waiting:
                    await context.WaitUntilAsync(Withdrawn, context.CurrentUtcDateTime.AddDays(1));
                    break;
            }
        }

        return await CallAsync<ApplicationStatus>(nameof(ExpireApplication), key);
    }

    // The wait also ends when the applicant withdraws.
    private Task<bool> HappensBeforeAsync(Task happening, DateTimeOffset until) =>
        context.WaitUntilAsync(Task.WhenAny(happening, Withdrawn), until);

    private ApplicationStatus Reached(ApplicationStatus status) =>
        withdrawn is { IsCompleted: true } ? ApplicationStatus.Withdrawn : status;

    private Task CallAsync(string activity, object input) =>
        context.CallActivityAsync(activity, input, Retries.OfTransientFaults);

    private Task<T> CallAsync<T>(string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, Retries.OfTransientFaults);
}
