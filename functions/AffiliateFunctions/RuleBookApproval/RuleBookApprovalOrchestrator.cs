using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.RuleBookApproval;

/// <summary>Obtains the owner's decision on a submitted rule book.</summary>
public static class RuleBookApprovalOrchestrator
{
    /// <summary>Requests the approval and records the decision.</summary>
    [Function(nameof(RuleBookApprovalOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<RuleBookKey>()
            ?? throw new InvalidOperationException("The approval of a rule book needs its key.");
        await context.ReportFailureAsync(key.Program, () => ApproveAsync(context, key));
    }

    private static async Task ApproveAsync(TaskOrchestrationContext context, RuleBookKey key)
    {
        var request = await context.CallActivityAsync<ApprovalRequest>(
            nameof(DescribeRuleBook),
            key,
            Retries.OfTransientFaults
        );
        var outcome = await context.CallSubOrchestratorAsync<ApprovalOutcome>(
            nameof(ApprovalOrchestrator),
            request,
            new SubOrchestrationOptions(instanceId: request.InstanceId)
        );
        await context.CallActivityAsync(
            nameof(RecordRuleBookDecision),
            new RuleBookDecision(key, outcome),
            Retries.OfTransientFaults
        );
    }
}

/// <summary>Identifies a version of a program's rule book.</summary>
/// <param name="Program">The program.</param>
/// <param name="Version">The version.</param>
public sealed record RuleBookKey(ProgramSlug Program, int Version);

/// <summary>The decision on a version.</summary>
public sealed record RuleBookDecision(RuleBookKey RuleBook, ApprovalOutcome Outcome);
