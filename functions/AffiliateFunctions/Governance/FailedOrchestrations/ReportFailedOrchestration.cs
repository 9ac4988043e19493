using Affiliate.Domain.Identity;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Stores that an orchestration failed, and tells the program's owner.</summary>
public sealed class ReportFailedOrchestration(FailedOrchestrationStore store, FailureAlerts alerts, TimeProvider clock)
{
    /// <inheritdoc cref="ReportFailedOrchestration"/>
    [Function(nameof(ReportFailedOrchestration))]
    public async Task<bool> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var earlier = await store.FindAsync(input.Program, input.InstanceId, cancellationToken);
        var failed = new FailedOrchestration(
            input.Program,
            input.InstanceId,
            input.Orchestration,
            input.Reason,
            FailedAt: clock.GetUtcNow(),
            earlier?.MailedAt,
            IsRestarted: false
        );
        await store.PutAsync(failed, cancellationToken);
        await alerts.SendAsync(failed, cancellationToken);
        return true;
    }

    /// <summary>What failed.</summary>
    /// <param name="Program">The program that the orchestration is about.</param>
    /// <param name="InstanceId">The orchestration's id.</param>
    /// <param name="Orchestration">The orchestrator's name.</param>
    /// <param name="Reason">Why it failed.</param>
    public sealed record Input(ProgramSlug Program, string InstanceId, string Orchestration, string Reason);
}
