using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Marks the cycle as reviewed, which is its last status.</summary>
public sealed class FinishCycle(CycleStore cycles)
{
    /// <inheritdoc cref="FinishCycle"/>
    [Function(nameof(FinishCycle))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.MoveTo(CycleStatus.Reviewed),
            cancellationToken
        );
    }
}
