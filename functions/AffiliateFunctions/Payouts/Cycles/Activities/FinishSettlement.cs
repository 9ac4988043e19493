using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Marks the cycle as settled.</summary>
public sealed class FinishSettlement(CycleStore cycles, TimeProvider clock)
{
    /// <inheritdoc cref="FinishSettlement"/>
    [Function(nameof(FinishSettlement))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Status < CycleStatus.Settled
                    ? stored.MoveTo(CycleStatus.Settled) with
                    {
                        SettledAt = now,
                    }
                    : stored,
            cancellationToken
        );
    }
}
