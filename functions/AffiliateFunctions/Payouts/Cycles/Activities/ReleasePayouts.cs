using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Makes all commissions of a rejected cycle payable again.</summary>
public sealed class ReleasePayouts(CycleStore cycles, ILedger ledger, IAuditLog audit, TimeProvider clock)
{
    private const string Reason = "cycle_rejected";

    /// <inheritdoc cref="ReleasePayouts"/>
    [Function(nameof(ReleasePayouts))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        await foreach (var payout in cycles.PayoutsAsync(key.Program, key.Period, after: null, cancellationToken))
        {
            if (payout.Status == PayoutStatus.Reserved)
            {
                await ledger.ReleaseAsync(key.Program, payout.Partner, key.Period, Reason, cancellationToken);
                await cycles.PutPayoutAsync(
                    key.Program,
                    key.Period,
                    payout with
                    {
                        Status = PayoutStatus.PutBack,
                        Reason = Reason,
                    },
                    cancellationToken
                );
            }
        }

        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored with { Status = CycleStatus.Rejected },
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"cycle:{key.Period}:rejected",
                cycle.Approvals.Count > 0 ? cycle.Approvals[^1].Actor : "rule:expiry",
                "cycle_rejected",
                key.Period.Value,
                cycle.Approvals.Count > 0 ? cycle.Approvals[^1].Reason : null,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
    }
}
