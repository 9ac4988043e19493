using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>The result of computing a cycle.</summary>
/// <param name="Partners">How many partners are paid.</param>
/// <param name="Total">The sum of the payouts, in minor units.</param>
/// <param name="Status">The status of the cycle.</param>
public sealed record ComputedCycle(int Partners, long Total, CycleStatus Status);
