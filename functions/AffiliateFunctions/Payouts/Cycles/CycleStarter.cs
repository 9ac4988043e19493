using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Stores a cycle, then starts its orchestration.</summary>
public sealed class CycleStarter(
    CycleStore cycles,
    PayoutSettingsStore settings,
    PayoutRails rails,
    IAuditLog audit,
    TimeProvider clock
)
{
    private static readonly CycleExclusions Nothing = new([], []);

    /// <summary>
    /// Stores the cycle of the period, unless it exists, and starts its orchestration. A cycle that was rejected is
    /// computed again, if the start asks for it.
    /// </summary>
    public async Task<StoredCycle> StartAsync(
        AffiliateProgram program,
        Period period,
        CycleStart start,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var inForce = (await settings.FindAsync(program.Slug, cancellationToken)).InForce?.Version;
        var cycle = await cycles.BeginAsync(
            new StoredCycle
            {
                Program = program.Slug,
                Period = period,
                Status = CycleStatus.Closing,
                StartedBy = start.Actor,
                StartedAt = now,
                Currency = program.Currency,
                Excluded = start.Excluded ?? Nothing,
                PayoutSettings = inForce,
                ApiMethods = rails.ApiMethods,
            },
            cancellationToken
        );
        if (cycle.Status == CycleStatus.Rejected && start.Again)
        {
            cycle = await cycles.ChangeAsync(
                program.Slug,
                period,
                stored =>
                    stored.Status == CycleStatus.Rejected
                        ? stored.Again(start.Actor, now, start.Excluded ?? Nothing, inForce, rails.ApiMethods)
                        : stored,
                cancellationToken
            );
        }

        // A request can name the person who prepares the cycle.
        var isByPerson = cycle.StartedBy.Contains('@', StringComparison.Ordinal);
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                cycle.Attempt == 0 ? $"cycle:{period}:started" : $"cycle:{period}:{cycle.Attempt}:started",
                isByPerson ? Callers.Unnamed : cycle.StartedBy,
                "cycle_started",
                period.Value,
                DescribeExclusions(cycle.Excluded),
                cycle.StartedAt
            )
            {
                OnBehalfOf = isByPerson ? cycle.StartedBy : null,
            },
            cancellationToken
        );
        await orchestrations.StartOnceAsync(
            nameof(CycleOrchestrator),
            cycle.InstanceId,
            new CycleKey(program.Slug, period, cycle.Attempt),
            cancellationToken
        );
        return cycle;
    }

    private static string? DescribeExclusions(CycleExclusions excluded) =>
        excluded.Commissions.Count + excluded.Partners.Count == 0
            ? null
            : $"Without {string.Join(", ", [.. excluded.Partners.Select(id => id.Value), .. excluded.Commissions.Select(id => id.Value)])}.";
}

/// <summary>A request to start a cycle.</summary>
/// <param name="Actor">
/// The person who prepares the cycle, <c>key</c> or <c>rule:schedule</c>; see <see cref="StoredCycle.StartedBy"/>.
/// </param>
/// <param name="Again">Whether a rejected cycle is computed again.</param>
/// <param name="Excluded">What is left out of the cycle, or null.</param>
public sealed record CycleStart(string Actor, bool Again = false, CycleExclusions? Excluded = null);
