using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>The result of the cycle when its payouts are computed already, otherwise null.</summary>
public sealed class FindComputedCycle(CycleStore cycles)
{
    /// <inheritdoc cref="FindComputedCycle"/>
    [Function(nameof(FindComputedCycle))]
    public async Task<ComputedCycle?> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        return cycle.Status == CycleStatus.Closing
            ? null
            : new ComputedCycle(cycle.Partners, cycle.Total, cycle.Status == CycleStatus.Rejected);
    }
}
