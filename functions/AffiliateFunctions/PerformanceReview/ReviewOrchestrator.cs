using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The review of a month: measure, send the review to the owner, record the decision, carry it out. By the charter's
/// cadence, a month can end without a review. The cycle that starts the review awaits it late and goes on without it, so
/// the review reports its own failure and is restarted by its own id.
/// </summary>
public static class ReviewOrchestrator
{
    /// <summary>Runs until the owner has decided and the decision is carried out.</summary>
    [Function(nameof(ReviewOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<ReviewKey>()
            ?? throw new InvalidOperationException("A review needs its program and period.");
        await context.ReportFailureAsync(key.Program, () => ReviewAsync(context, key));
    }

    private static async Task ReviewAsync(TaskOrchestrationContext context, ReviewKey key)
    {
        var request = await context.CallActivityAsync<ApprovalRequest?>(
            nameof(ComputeReview),
            key,
            Retries.OfTransientFaults
        );
        if (request is null)
        {
            return;
        }

        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(instanceId: request.InstanceId)
        );
        var actions = await context.CallActivityAsync<IReadOnlyList<string>>(
            nameof(RecordReviewDecision),
            new RecordReviewDecision.Input(key, outcome),
            Retries.OfTransientFaults
        );
        foreach (var action in actions)
        {
            await context.CallActivityAsync(
                nameof(CarryOutReviewAction),
                new CarryOutReviewAction.Input(key, action),
                Retries.OfTransientFaults
            );
        }
    }
}
