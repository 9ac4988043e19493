using AffiliateFunctions.Adjustments.Activities;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Adjustments;

/// <summary>
/// An adjustment by hand: a second person decides, the adjustment is carried out or dropped, the preparer is informed.
/// </summary>
public static class AdjustmentOrchestrator
{
    /// <inheritdoc cref="AdjustmentOrchestrator"/>
    [Function(nameof(AdjustmentOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<AdjustmentKey>() ?? throw new InvalidOperationException("An adjustment needs its key.");
        await context.ReportFailureAsync(key.Program, () => DecideAsync(context, key));
    }

    private static async Task DecideAsync(TaskOrchestrationContext context, AdjustmentKey key)
    {
        var request = await context.CallActivityAsync<ApprovalRequest>(
            nameof(PrepareAdjustmentApproval),
            key,
            Retries.OfTransientFaults
        );
        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(instanceId: request.InstanceId)
        );
        await context.CallActivityAsync(
            nameof(CloseAdjustment),
            new CloseAdjustment.Input(key, outcome),
            Retries.OfTransientFaults
        );
        await context.CallActivityAsync(nameof(MailPreparer), key, Retries.OfTransientFaults);
    }
}
