using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>
/// The opening balances of a file: a second person decides about all of them, they are posted or dropped some at a
/// time, the preparer is informed.
/// </summary>
public static class OpeningBalancesOrchestrator
{
    /// <inheritdoc cref="OpeningBalancesOrchestrator"/>
    [Function(nameof(OpeningBalancesOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<OpeningBalancesKey>()
            ?? throw new InvalidOperationException("Opening balances need their key.");
        await context.ReportFailureAsync(key.Program, () => DecideAsync(context, key));
    }

    private static async Task DecideAsync(TaskOrchestrationContext context, OpeningBalancesKey key)
    {
        var request = await context.CallActivityAsync<ApprovalRequest>(
            nameof(PrepareOpeningBalancesApproval),
            key,
            Retries.OfTransientFaults
        );
        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(instanceId: request.InstanceId)
        );
        AdjustmentId? after = null;
        do
        {
            after = await context.CallActivityAsync<AdjustmentId?>(
                nameof(CloseOpeningBalances),
                new CloseOpeningBalances.Input(key, outcome, after),
                Retries.OfTransientFaults
            );
        } while (after is not null);

        await context.CallActivityAsync(
            nameof(MailOpeningBalancesDecision),
            new MailOpeningBalancesDecision.Input(key, outcome),
            Retries.OfTransientFaults
        );
    }
}
