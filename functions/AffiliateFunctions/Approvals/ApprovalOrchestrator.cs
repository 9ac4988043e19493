using AffiliateFunctions.Approvals.Activities;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Asks a person for a decision: e-mails the owner, sends a reminder, asks the backup too, and decides by default when
/// nobody decides in time.
/// </summary>
public static class ApprovalOrchestrator
{
    /// <summary>The external event raised when a decision is stored.</summary>
    public const string DecidedEvent = "decided";

    /// <summary>Runs until the approval is decided, and returns the decision.</summary>
    [Function(nameof(ApprovalOrchestrator))]
    public static async Task<ApprovalOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request =
            context.GetInput<ApprovalRequest>()
            ?? throw new InvalidOperationException("An approval needs its request.");
        var key = new ApprovalKey(request.Program, request.Id);
        var opened = await context.CallActivityAsync<OpenedApproval>(
            nameof(OpenApproval),
            request,
            Retries.OfTransientFaults
        );
        if (!opened.IsDecided)
        {
            await WaitForDecisionAsync(context, request, opened);
        }

        return await context.CallActivityAsync<ApprovalOutcome>(nameof(CloseApproval), key, Retries.OfTransientFaults);
    }

    private static async Task WaitForDecisionAsync(
        TaskOrchestrationContext context,
        ApprovalRequest request,
        OpenedApproval opened
    )
    {
        var key = new ApprovalKey(request.Program, request.Id);
        var decided = context.WaitForExternalEvent<string>(DecidedEvent);
        var expiresAt = opened.AskedAt + request.ExpireAfter;
        foreach (var (at, activity) in Nudges(request, opened).Where(nudge => nudge.At < expiresAt))
        {
            if (await context.WaitUntilAsync(decided, at))
            {
                return;
            }

            await context.CallActivityAsync(activity, key, Retries.OfTransientFaults);
        }

        await context.WaitUntilAsync(decided, expiresAt);
    }

    private static IEnumerable<(DateTimeOffset At, string Activity)> Nudges(
        ApprovalRequest request,
        OpenedApproval opened
    ) =>
        new[]
        {
            (At: opened.RemindAt ?? opened.AskedAt + request.RemindAfter, Activity: nameof(RemindApprover)),
            (At: opened.AskedAt + request.EscalateAfter, Activity: nameof(EscalateApproval)),
        }.OrderBy(nudge => nudge.At);
}

/// <summary>The approval that an activity works on.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The id of the request.</param>
public sealed record ApprovalKey(Affiliate.Domain.Identity.ProgramSlug Program, string Id);
