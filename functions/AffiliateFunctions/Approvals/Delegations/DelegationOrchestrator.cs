using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals.Delegations.Activities;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>
/// Tells a person and the deputy about a delegation, so that a delegation which the person did not ask for is noticed.
/// </summary>
public static class DelegationOrchestrator
{
    /// <inheritdoc cref="DelegationOrchestrator"/>
    [Function(nameof(DelegationOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<Input>() ?? throw new InvalidOperationException("A delegation needs its person.");
        await context.ReportFailureAsync(
            input.Program,
            () => context.CallActivityAsync(nameof(MailDelegation), input, Retries.OfTransientFaults)
        );
    }

    /// <summary>The person whose deputy was named.</summary>
    public sealed record Input(ProgramSlug Program, string Person);
}
