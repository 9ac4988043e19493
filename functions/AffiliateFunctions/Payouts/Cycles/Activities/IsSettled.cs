using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

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
