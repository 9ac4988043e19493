using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Marks the cycle as approved, if it still has the payouts that were approved. From this step on, the cycle is paid.
/// Returns whether the approvals apply.
/// </summary>
public sealed class MarkCycleApproved(CycleStore cycles, TimeProvider clock)
{
    /// <inheritdoc cref="MarkCycleApproved"/>
    [Function(nameof(MarkCycleApproved))]
    public async Task<bool> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var cycle = await cycles.ChangeAsync(
            input.Key.Program,
            input.Key.Period,
            stored =>
                stored.Status < CycleStatus.Approved
                && stored.Attempt == input.Key.Attempt
                && stored.Fingerprint == input.Fingerprint
                    ? stored.MoveTo(CycleStatus.Approved) with
                    {
                        ApprovedAt = now,
                    }
                    : stored,
            cancellationToken
        );
        return cycle.Fingerprint == input.Fingerprint;
    }

    /// <summary>The cycle, and the fingerprint of the payouts that were approved.</summary>
    public sealed record Input(CycleKey Key, string Fingerprint);
}
