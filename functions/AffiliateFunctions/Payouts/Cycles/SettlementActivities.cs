using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Checks whether every payout of the cycle is paid or failed.</summary>
public sealed class IsSettled(CycleStore cycles)
{
    /// <inheritdoc cref="IsSettled"/>
    [Function(nameof(IsSettled))]
    public async Task<bool> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        await foreach (var payout in cycles.PayoutsAsync(key.Program, key.Period, after: null, cancellationToken))
        {
            if (payout.Status == PayoutStatus.Reserved)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Marks the cycle as settled.</summary>
public sealed class FinishSettlement(CycleStore cycles, TimeProvider clock)
{
    /// <inheritdoc cref="FinishSettlement"/>
    [Function(nameof(FinishSettlement))]
    public async Task<bool> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
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
        return true;
    }
}

/// <summary>Marks the cycle as reviewed, which is its last status.</summary>
public sealed class FinishCycle(CycleStore cycles)
{
    /// <inheritdoc cref="FinishCycle"/>
    [Function(nameof(FinishCycle))]
    public async Task<bool> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.MoveTo(CycleStatus.Reviewed),
            cancellationToken
        );
        return true;
    }
}
