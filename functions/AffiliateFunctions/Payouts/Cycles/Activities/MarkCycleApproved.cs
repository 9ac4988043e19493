using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>Marks the cycle as approved. From this step on, the cycle is paid.</summary>
public sealed class MarkCycleApproved(CycleStore cycles, TimeProvider clock)
{
    /// <inheritdoc cref="MarkCycleApproved"/>
    [Function(nameof(MarkCycleApproved))]
    public async Task RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Status < CycleStatus.Approved
                    ? stored.MoveTo(CycleStatus.Approved) with
                    {
                        ApprovedAt = now,
                    }
                    : stored,
            cancellationToken
        );
    }
}
