using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Stores a cycle, then starts its orchestration.</summary>
public sealed class CycleStarter(CycleStore cycles, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Stores the cycle of the period, unless it exists, and starts its orchestration.</summary>
    public async Task<StoredCycle> StartAsync(
        AffiliateProgram program,
        Period period,
        string actor,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var cycle = await cycles.BeginAsync(
            new StoredCycle
            {
                Program = program.Slug,
                Period = period,
                Status = CycleStatus.Closing,
                StartedBy = actor,
                StartedAt = now,
                Currency = program.Currency,
            },
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"cycle:{period}:started",
                cycle.StartedBy,
                "cycle_started",
                period.Value,
                null,
                cycle.StartedAt
            ),
            cancellationToken
        );
        await orchestrations.StartOnceAsync(
            nameof(CycleOrchestrator),
            cycle.InstanceId,
            new CycleKey(program.Slug, period),
            cancellationToken
        );
        return cycle;
    }
}
