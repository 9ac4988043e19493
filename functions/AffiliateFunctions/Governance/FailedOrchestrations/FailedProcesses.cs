using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>Lists and restarts failed orchestrations.</summary>
internal sealed class FailedProcesses(FailedOrchestrationStore store, IAuditLog audit, TimeProvider clock)
    : IFailedProcesses
{
    public async Task<IReadOnlyList<FailedProcess>> ListAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) =>
        await store
            .ListAsync(program, cancellationToken)
            .OrderBy(failed => failed.FailedAt)
            .Select(ViewOf)
            .ToListAsync(cancellationToken);

    public async Task<Result<FailedProcess>> RestartAsync(
        ProgramSlug program,
        string instance,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(program, instance, cancellationToken) is not { } failed)
        {
            return Problem.NotFound($"No orchestration '{instance}' of the program has failed.");
        }

        if (!await orchestrations.StartAgainAsync(instance, cancellationToken))
        {
            return Problem.Conflict($"The orchestration '{instance}' is already running again, or has completed.");
        }

        await audit.RecordAsync(
            new AuditEntry(
                failed.Program,
                $"orchestration:{instance}:restarted:{failed.FailedAt:O}",
                Callers.Unnamed,
                "orchestration_restarted",
                instance,
                failed.Reason,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await store.PutAsync(failed with { IsRestarted = true }, cancellationToken);
        return ViewOf(failed);
    }

    private static FailedProcess ViewOf(FailedOrchestration failed) =>
        new(failed.InstanceId, failed.Orchestration, failed.FailedAt, failed.Reason);
}
