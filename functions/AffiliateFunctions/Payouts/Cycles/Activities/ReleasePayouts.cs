using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Makes all commissions of a rejected cycle payable again.</summary>
public sealed class ReleasePayouts(
    IPrograms programs,
    CycleStore cycles,
    MonthlyPayoutStore months,
    PayoutReleases releases,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="ReleasePayouts"/>
    [Function(nameof(ReleasePayouts))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        // The cycle was rejected by this attempt and is started again.
        if (await cycles.FindAttemptAsync(programs, key, cancellationToken) is not var (program, cycle))
        {
            return;
        }

        await foreach (var payout in releases.ReadPayoutsAsync(cycle, cancellationToken))
        {
            if (payout.Status == PayoutStatus.Reserved)
            {
                await releases.ReleaseAsync(
                    cycle,
                    payout,
                    SkipReasons.CycleRejected,
                    PayoutStatus.PutBack,
                    cancellationToken
                );
            }
        }

        await months.SetAsync(
            key.Program,
            Period.Of(cycle.StartedAt, program.Zone),
            key.Period,
            _ => 0,
            cancellationToken
        );
        cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Attempt == key.Attempt && stored.Status < CycleStatus.Approved
                    ? stored with
                    {
                        Status = CycleStatus.Rejected,
                    }
                    : stored,
            cancellationToken
        );
        var rejection = cycle.Approvals[^1];
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                key.Attempt == 0 ? $"cycle:{key.Period}:rejected" : $"cycle:{key.Period}:{key.Attempt}:rejected",
                rejection.Actor,
                "cycle_rejected",
                key.Period.Value,
                rejection.Reason,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
    }
}
