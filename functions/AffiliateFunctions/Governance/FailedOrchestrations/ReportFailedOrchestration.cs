using Affiliate.Domain.Identity;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Stores the report of a failed orchestration and informs the program's owner.</summary>
public sealed class ReportFailedOrchestration(FailedOrchestrationStore store, FailureAlerts alerts, TimeProvider clock)
{
    /// <inheritdoc cref="ReportFailedOrchestration"/>
    [Function(nameof(ReportFailedOrchestration))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
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
    }

    /// <summary>The failure of an orchestration.</summary>
    /// <param name="Program">The program of the orchestration.</param>
    /// <param name="InstanceId">The id of the orchestration.</param>
    /// <param name="Orchestration">The name of the orchestrator.</param>
    /// <param name="Reason">The reason for the failure.</param>
    public sealed record Input(ProgramSlug Program, string InstanceId, string Orchestration, string Reason);
}
