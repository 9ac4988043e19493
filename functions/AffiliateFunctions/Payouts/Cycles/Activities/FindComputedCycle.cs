using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// The result of the cycle when its payouts are computed already, otherwise null. A cycle that was started again is
/// rejected for its earlier attempts.
/// </summary>
public sealed class FindComputedCycle(CycleStore cycles)
{
    /// <inheritdoc cref="FindComputedCycle"/>
    [Function(nameof(FindComputedCycle))]
    public async Task<ComputedCycle?> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        return cycle.Attempt != key.Attempt ? new ComputedCycle(0, 0, CycleStatus.Rejected)
            : cycle.Status == CycleStatus.Closing ? null
            : new ComputedCycle(cycle.Partners, cycle.Total, cycle.Status);
    }
}
