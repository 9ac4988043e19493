using AffiliateFunctions.Approvals;
using AffiliateFunctions.Disputes.Activities;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// A dispute: the owner is asked with the claim beside the trace, the decision is carried out, the partner is informed.
/// </summary>
public static class DisputeOrchestrator
{
    /// <inheritdoc cref="DisputeOrchestrator"/>
    [Function(nameof(DisputeOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<DisputeKey>() ?? throw new InvalidOperationException("A dispute needs its key.");
        await context.ReportFailureAsync(key.Program, () => DecideAsync(context, key));
    }

    private static async Task DecideAsync(TaskOrchestrationContext context, DisputeKey key)
    {
        await context.CallActivityAsync(nameof(AnnounceDispute), key, Retries.OfTransientFaults);
        var request = await context.CallActivityAsync<ApprovalRequest>(
            nameof(PrepareDisputeApproval),
            key,
            Retries.OfTransientFaults
        );
        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(retry: null, instanceId: request.InstanceId)
        );
        await context.CallActivityAsync(
            nameof(CloseDispute),
            new CloseDispute.Input(key, outcome),
            Retries.OfTransientFaults
        );
        await context.CallActivityAsync(nameof(InformOfDecision), key, Retries.OfTransientFaults);
    }
}
