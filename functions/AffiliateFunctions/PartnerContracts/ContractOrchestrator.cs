using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.PartnerContracts.Activities;
using AffiliateFunctions.PartnerContracts.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.PartnerContracts;

/// <summary>
/// Obtains the approvals of contract terms: one, or two of different persons above the limit of the rule book. Then the
/// partner has the terms.
/// </summary>
public static class ContractOrchestrator
{
    /// <inheritdoc cref="ContractOrchestrator"/>
    [Function(nameof(ContractOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<ContractKey>() ?? throw new InvalidOperationException("Contract terms need their key.");
        await context.ReportFailureAsync(key.Program, () => DecideAsync(context, key));
    }

    private static async Task DecideAsync(TaskOrchestrationContext context, ContractKey key)
    {
        var status = ContractStatus.AwaitingApproval;
        while (status == ContractStatus.AwaitingApproval)
        {
            var request = await context.CallActivityAsync<ApprovalRequest>(
                nameof(PrepareContractApproval),
                key,
                Retries.OfTransientFaults
            );
            var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
                nameof(ApprovalOrchestrator),
                request,
                new SubOrchestrationOptions(instanceId: request.InstanceId)
            );
            status = await context.CallActivityAsync<ContractStatus>(
                nameof(DecideContract),
                new DecideContract.Input(key, outcome),
                Retries.OfTransientFaults
            );
        }
    }
}
