using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>Obtains a second person's decision on payout settings.</summary>
public static class PayoutSettingsOrchestrator
{
    /// <summary>Requests the approval and records the decision.</summary>
    [Function(nameof(PayoutSettingsOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<PayoutSettingsKey>()
            ?? throw new InvalidOperationException("The approval of payout settings needs their version.");
        await context.ReportFailureAsync(key.Program, () => ApproveAsync(context, key));
    }

    private static async Task<bool> ApproveAsync(TaskOrchestrationContext context, PayoutSettingsKey key)
    {
        var request = await context.CallActivityAsync<ApprovalRequest?>(
            nameof(PreparePayoutSettingsApproval),
            key,
            Retries.OfTransientFaults
        );
        if (request is null)
        {
            return false;
        }

        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(instanceId: request.InstanceId)
        );
        await context.CallActivityAsync(
            nameof(RecordPayoutSettingsDecision),
            new RecordPayoutSettingsDecision.Input(key, outcome),
            Retries.OfTransientFaults
        );
        return true;
    }
}

/// <summary>Identifies a version of a program's payout settings.</summary>
/// <param name="Program">The program.</param>
/// <param name="Version">The version.</param>
public sealed record PayoutSettingsKey(ProgramSlug Program, int Version);
